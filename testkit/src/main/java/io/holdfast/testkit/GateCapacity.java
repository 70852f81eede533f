package io.holdfast.testkit;

import io.holdfast.spi.Effect;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.List;

/** Whatever a permit is settled with, and whatever the clock does: capacity comes back. */
final class GateCapacity {
    private static final int ROUNDS = 3;
    private static final int RECOVERIES = 100;
    private static final long A_LITTLE_NANOS = 1_000; // enough to pass the end of the clock where it starts close to it
    private static final Duration JUMP = Duration.ofHours(1);

    private GateCapacity() {}

    static List<Verdict> verdicts() {
        return List.of(
                Verdict.UNUSED,
                Verdict.SUCCESS,
                Verdict.NEUTRAL,
                Verdict.CANCELLED,
                Verdict.REJECTED,
                Verdict.ERROR,
                Verdict.TIMEOUT,
                Verdict.overloaded(Duration.ofSeconds(1)));
    }

    /** Whether a permit settled so must come back unchanged. */
    static boolean returns(GateOptions options, Verdict verdict) {
        return verdict.effect() == Effect.UNUSED || !options.unusedOnly();
    }

    static boolean teaches(GateOptions options, Verdict verdict) {
        return options.learns() && (verdict.effect() == Effect.SUCCESS || verdict.effect() == Effect.FAILURE);
    }

    static void check(GateBench first) {
        for (Verdict verdict : verdicts()) {
            if (returns(first.options, verdict)) {
                check(first.fresh(), verdict);
            }
        }
    }

    private static void check(GateBench bench, Verdict verdict) {
        int full = bench.capacity();
        bench.full(full, "after all permits were settled as UNUSED");
        for (int round = 0; round < ROUNDS; round++) {
            for (long permit : bench.fill()) {
                bench.settle(permit, verdict);
            }
            bench.advance(A_LITTLE_NANOS);
            bench.rest();
            if (teaches(bench.options, verdict)) {
                recover(bench, full);
            }
            bench.full(full, "after all permits were settled as " + verdict);
        }
    }

    /** Lets a gate that learns see successes until it is what it was. */
    static void recover(GateBench bench, int full) {
        for (int i = 0; i < RECOVERIES && bench.capacity() != full; i++) {
            bench.advance(bench.options.recoveryNanos());
            for (long permit : bench.fill()) {
                bench.settle(permit, Verdict.SUCCESS);
            }
        }
    }

    static void checkJumps(GateBench bench) {
        int full = bench.capacity();
        List<Long> permits = bench.fill();
        bench.time.inside.jump(JUMP.negated());
        long stray = bench.enter();
        if (stray >= 0) {
            bench.unused(stray);
        }
        bench.unused(permits);
        permits = bench.fill();
        bench.time.inside.jump(JUMP.multipliedBy(3));
        bench.unused(permits);
        bench.advance(JUMP.toNanos());
        bench.rest();
        if (bench.options.learns()) {
            recover(bench, full);
        }
        bench.full(full, "after the clock jumped back and forth");
    }
}
