package io.holdfast.testkit;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;

/** What a gate answers, and that it answers at once. */
final class GateAnswers {
    private static final int TRIES = 3; // the machine itself may let a thread wait once, as for a class

    private GateAnswers() {}

    static void check(GateBench bench) {
        Gate gate = bench.gate;
        Role role = gate.role();
        int needs = gate.needs();
        List<Long> permits = bench.fill();
        bench.check(!permits.isEmpty(), "a new one lets nobody in");
        for (long permit : permits) {
            if (permit != Gate.FREE) {
                try {
                    gate.stands(permit);
                } catch (Throwable thrown) {
                    throw bench.broken("stands threw " + thrown, thrown);
                }
            }
        }
        long answer = permits.size() == GateBench.MOST ? 0 : bench.enter();
        if (answer < 0 && answer != Gate.QUEUE) {
            refusal(bench, answer);
        }
        for (RejectionKind kind : RejectionKind.values()) {
            refusal(bench, Refusal.code(kind, kind.ordinal())); // drivers refuse in its name too
        }
        if (answer == Gate.QUEUE) {
            bench.check(!gate.tryAcquire(bench.options.subject()).granted(), "tryAcquire got in where enter queues");
        }
        bench.unused(permits);
        bench.check(role == gate.role() && needs == gate.needs(), "its role or its needs change");
        StringBuilder words = new StringBuilder().append(gate.facts());
        gate.readings()
                .forEach(each -> words.append(each.name()).append(each.value().getAsLong()));
        bench.check(words.indexOf("null") < 0, "null among its facts or readings: " + words);
    }

    private static void refusal(GateBench bench, long code) {
        try {
            Refusal<?> refusal = bench.gate.refused("pipeline", code);
            bench.check(bench.gate.faults().count() == 0, "refusal(...) threw");
            bench.check(
                    refusal.code() == code
                            && refusal.by() == bench.gate
                            && refusal.pipeline().equals("pipeline"),
                    "refusal(...) made the object of another refusal");
            bench.check(refusal.reason().contains("'contract'"), "a refusal's words do not name the gate: " + refusal);
            bench.check(refusal.toException(false).getMessage() != null, "a refusal's exception says nothing");
        } catch (AssertionError broken) {
            throw broken;
        } catch (Throwable thrown) {
            throw bench.broken("a refusal (" + Refusal.kind(code) + ") cannot be put in words: " + thrown, thrown);
        }
    }

    static void checkWaitsNever(GateBench bench) {
        visit(bench); // classes are loaded
        long waits = 0;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            long before = waits();
            visit(bench);
            waits = waits() - before;
            if (waits == 0) {
                return;
            }
        }
        throw bench.broken("it waits or blocks, " + waits + " times in one visit without any other thread", null);
    }

    private static long waits() {
        ThreadInfo info = ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId());
        return info.getWaitedCount() + info.getBlockedCount();
    }

    static void checkInterrupted(GateBench bench) {
        Thread.currentThread().interrupt();
        visit(bench);
        bench.check(Thread.interrupted(), "it clears the interrupt flag of the calling thread");
    }

    private static void visit(GateBench bench) {
        List<Long> permits = bench.fill();
        if (permits.size() < GateBench.MOST && bench.enter() == Gate.QUEUE) {
            Ticket leaving = bench.ticket();
            Ticket staying = bench.ticket();
            boolean one = bench.join(leaving);
            boolean other = bench.join(staying);
            if (one) {
                bench.leave(leaving);
            }
            bench.unused(permits);
            if (other) {
                bench.leave(staying);
            }
        }
        bench.unused(permits);
        bench.rest();
    }
}
