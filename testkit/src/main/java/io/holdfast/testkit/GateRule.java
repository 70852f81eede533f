package io.holdfast.testkit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The rules of the contract. Each is checked on a thread of its own, so that one that blocks is a failure with a name. */
enum GateRule {
    ANSWERS(GateAnswers::check, 10, true),
    NO_WAITING(GateAnswers::checkWaitsNever, 10, false),
    INTERRUPTED(GateAnswers::checkInterrupted, 10, false),
    CAPACITY(GateCapacity::check, 30, true),
    CLOCK_JUMPS(GateCapacity::checkJumps, 10, true),
    WAITERS(GateWaiters::check, 10, true),
    OVERRIDES(GateOverrides::check, 10, true),
    LEAVE_RACE(GateRaces::leave, 300, false),
    CROWD(GateRaces::crowd, 300, false);

    private static final long[] CORNERS = {0, 1, -1, Long.MAX_VALUE - 1_000, Long.MIN_VALUE, Long.MIN_VALUE + 1};
    private static final long[] ANYWHERE = {Long.MAX_VALUE - 1_000_000};

    private final Consumer<GateBench> body;
    private final int limitSeconds;
    private final boolean atCorners;

    GateRule(Consumer<GateBench> body, int limitSeconds, boolean atCorners) {
        this.body = body;
        this.limitSeconds = limitSeconds;
        this.atCorners = atCorners;
    }

    long[] clockStarts() {
        return atCorners ? CORNERS : ANYWHERE;
    }

    void check(GateOptions options, long start) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ThreadGroup group = new ThreadGroup("gate contract " + this);
        Thread thread = new Thread(group, () -> body(new GateBench(options, start, this), group, failure), "contract");
        thread.setDaemon(true);
        thread.start();
        if (!joined(thread)) {
            AssertionError stuck = new AssertionError("GateContract " + this + ", clock from " + start
                    + ": the gate blocks. After " + limitSeconds + " s it was still here:");
            stuck.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw stuck;
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new AssertionError(failed.getMessage(), failed);
        }
    }

    private void body(GateBench bench, ThreadGroup group, AtomicReference<Throwable> failure) {
        try {
            body.accept(bench);
            bench.checkTime();
            Thread[] alive = new Thread[8];
            for (int i = group.enumerate(alive) - 1; i >= 0; i--) {
                if (alive[i] != Thread.currentThread()) {
                    throw bench.broken("it started a thread: " + alive[i].getName(), null);
                }
            }
        } catch (Throwable broken) {
            failure.set(broken);
        }
    }

    private boolean joined(Thread thread) {
        boolean interrupted = false;
        try {
            for (int tenths = 0; tenths < 10 * limitSeconds && thread.isAlive(); tenths++) {
                try {
                    thread.join(100);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return !thread.isAlive();
    }
}
