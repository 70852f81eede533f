package io.holdfast.testkit;

import io.holdfast.time.Randomness;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one call. */
final class FaultPlan {
    long latencyNanos;
    boolean hangs;

    @Nullable
    Supplier<? extends Exception> error;

    int parts;
    long partNanos;
    boolean twice;
    int hits;

    /** Draws the same numbers whichever key it is and whatever hits, so that one fault does not shift the others. */
    static FaultPlan draw(List<Fault> faults, Randomness randomness, @Nullable Object key) {
        FaultPlan plan = new FaultPlan();
        for (Fault fault : faults) {
            boolean hit = randomness.below(Fault.BILLION) < fault.perBillion();
            long share = randomness.below(Fault.BILLION);
            if (hit && fault.keys().test(key)) {
                plan.add(fault.kind(), share);
            }
        }
        return plan;
    }

    private void add(Fault.Kind kind, long share) {
        hits++;
        if (kind instanceof Fault.Latency latency) {
            long range = latency.mostNanos() - latency.leastNanos();
            latencyNanos += latency.leastNanos() + (long) (range * ((double) share / (Fault.BILLION - 1)));
        } else if (kind instanceof Fault.Hang) {
            hangs = true;
        } else if (kind instanceof Fault.Throw thrown) {
            error = error == null ? thrown.error() : error; // the first one hit
        } else if (kind instanceof Fault.Drip drip) {
            parts += drip.parts();
            partNanos = Math.max(partNanos, drip.eachNanos());
        } else {
            twice = true;
        }
    }
}
