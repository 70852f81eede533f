package io.holdfast.scenario;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Two desks with a line in front of them, and one flaw. */
final class BrokenDesks extends Gate {
    /** What is wrong with it, and which rule says what about it. */
    enum Flaw {
        NONE("", ""),
        ANSWERS_NONSENSE("ANSWERS", "it answered -7"),
        REFUSAL_WITHOUT_WORDS("ANSWERS", "cannot be put in words"),
        REFUSAL_OF_ANOTHER("ANSWERS", "made the object of another refusal"),
        REFUSAL_THROWS("ANSWERS", "refusal(...) threw"),
        STANDS_THROWS("ANSWERS", "stands threw"),
        PARKS("ANSWERS", "parks"),
        STARTS_A_THREAD("ANSWERS", "started a thread"),
        BLOCKS("ANSWERS", "the gate blocks"),
        SLEEPS("NO_WAITING", "it waits or blocks"),
        EATS_INTERRUPTS("INTERRUPTED", "clears the interrupt flag"),
        LEAKS_ON_UNUSED("CAPACITY", "permits are lost"),
        LEAKS_ON_FAILURE("CAPACITY", "permits are lost"),
        RETURNS_TWICE("CAPACITY", "permits are minted"),
        THROWS_FROM_SETTLE("CAPACITY", "settle as NEUTRAL threw"),
        COMPARES_INSTANTS("CAPACITY, clock from 9223372036854774807", "enter threw"),
        STICKS_WHEN_TIME_JUMPS("CLOCK_JUMPS", "permits are lost"),
        SERVES_LAST_FIRST("WAITERS", "first come, first served"),
        SERVES_NOBODY("WAITERS", "nobody of those who wait was served"),
        SERVES_TWO("WAITERS", "more than one waiter was served"),
        LOSES_A_GRANT_TO_A_LEAVER("WAITERS", "the second was not served"),
        LEAVER_TAKES_A_PERMIT("WAITERS", "permits are lost"),
        LEAVER_STOPS_THE_LINE("WAITERS", "the second was not served"),
        CHANGES_UNDER_DRY_RUN("OVERRIDES", "permits are lost"),
        LEAVES_AND_RETURNS_RACE("LEAVE_RACE", "the permit is lost"),
        COUNTS_WITHOUT_CARE("CROWD", "its capacity is");

        final String rule;
        final String seen;

        Flaw(String rule, String seen) {
            this.rule = rule;
            this.seen = seen;
        }
    }

    private final Flaw flaw;
    private final Semaphore desks = new Semaphore(2);
    private final ConcurrentLinkedDeque<Ticket> line = new ConcurrentLinkedDeque<>();
    private final AtomicInteger owed = new AtomicInteger();
    private final long born = time().nanos();
    private final AtomicInteger free = new AtomicInteger(2); // asked and taken in two steps

    BrokenDesks(PolicySite site, Flaw flaw) {
        super(site.name(), site.time());
        this.flaw = flaw;
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public int needs() {
        return START_CLOCK;
    }

    @Override
    public long enter(long now, long deadline, Object subject) {
        switch (flaw) {
            case SLEEPS -> LockSupport.parkNanos(1_000);
            case PARKS -> park();
            case STARTS_A_THREAD -> startThread();
            case EATS_INTERRUPTS -> Thread.interrupted();
            case COMPARES_INSTANTS -> {
                if (now < born) {
                    throw new IllegalStateException("before its birth");
                }
            }
            default -> {}
        }
        if (flaw == Flaw.COUNTS_WITHOUT_CARE) {
            return takeWithoutCare() ? 1 : refuse(RejectionKind.CONCURRENCY_FULL, 0);
        }
        if (line.isEmpty() && desks.tryAcquire()) {
            return 1;
        }
        if (flaw == Flaw.BLOCKS) {
            desks.acquireUninterruptibly();
        }
        return flaw == Flaw.ANSWERS_NONSENSE ? -7 : QUEUE;
    }

    private boolean takeWithoutCare() {
        boolean seemsFree = free.get() > 0;
        Thread.yield(); // so that another one comes in between also where there are few processors
        if (seemsFree) {
            free.decrementAndGet();
        }
        return seemsFree;
    }

    private void park() {
        try {
            time().park(this, 1);
        } catch (AssertionError swallowed) {
            return;
        }
    }

    private static void startThread() {
        Thread idle = new Thread(() -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1)), "idle");
        idle.setDaemon(true);
        idle.start();
    }

    @Override
    public boolean stands(long permit) {
        if (flaw == Flaw.STANDS_THROWS) {
            throw new IllegalStateException("stands");
        }
        return true;
    }

    @Override
    public long enqueue(Ticket waiter, long now, long deadline) {
        line.add(waiter);
        serve();
        return 0;
    }

    @Override
    public void left(Ticket waiter) {
        if (line.remove(waiter) && flaw == Flaw.LEAVER_TAKES_A_PERMIT) {
            owed.incrementAndGet();
        }
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        Effect effect = verdict.effect();
        if (flaw == Flaw.THROWS_FROM_SETTLE && effect == Effect.NEUTRAL) {
            throw new IllegalStateException("settle");
        }
        boolean leaks = flaw == Flaw.LEAKS_ON_UNUSED && effect == Effect.UNUSED
                || flaw == Flaw.LEAKS_ON_FAILURE && effect == Effect.FAILURE
                || flaw == Flaw.STICKS_WHEN_TIME_JUMPS && time().nanos() - born < 0
                || flaw == Flaw.CHANGES_UNDER_DRY_RUN && mode() != null
                || flaw == Flaw.LEAVER_TAKES_A_PERMIT && owed.getAndSet(0) > 0;
        if (!leaks) {
            desks.release(flaw == Flaw.RETURNS_TWICE && effect == Effect.SUCCESS ? 2 : 1);
        }
        free.incrementAndGet();
        serve();
        if (flaw == Flaw.SERVES_TWO) {
            Ticket next = line.poll();
            if (next != null) {
                next.grant(1);
            }
        }
    }

    private void serve() {
        while (flaw != Flaw.SERVES_NOBODY && !line.isEmpty() && desks.tryAcquire()) {
            Ticket next = flaw == Flaw.SERVES_LAST_FIRST ? line.pollLast() : line.poll();
            if (next != null && flaw == Flaw.LEAVES_AND_RETURNS_RACE && !next.gone()) {
                next.grant(1); // it may have left since it was asked
                continue;
            }
            boolean granted = next != null && next.grant(1);
            if (granted) {
                continue;
            }
            if (next == null || flaw != Flaw.LOSES_A_GRANT_TO_A_LEAVER) {
                desks.release();
            }
            if (flaw == Flaw.LEAVER_STOPS_THE_LINE) {
                return;
            }
        }
    }

    @Override
    protected Refusal<?> refusal(String pipeline, long code) {
        return switch (flaw) {
            case REFUSAL_THROWS -> throw new IllegalStateException("refusal");
            case REFUSAL_OF_ANOTHER -> new Refusal<>(this, "another", code);
            default -> super.refusal(pipeline, code);
        };
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        if (flaw == Flaw.REFUSAL_WITHOUT_WORDS && refusal.kind() == RejectionKind.FORCED_OPEN) {
            throw new IllegalStateException("numbers");
        }
        return "";
    }
}
