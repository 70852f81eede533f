package io.holdfast.lint;

import io.holdfast.spi.Fact;
import io.holdfast.time.Deadline;
import java.util.List;

/**
 * The longest that a call can take, by arithmetic over the chain: an attempt takes as long as its limit lets it, every wait
 * is as long as it may be, and every attempt fails. A circuit that opens, a limiter that is used up, or a budget for
 * repetitions that is spent only make it shorter, so none of them is counted on.
 *
 * <p>Two figures, because a dependency that answers "come back later" can stretch the waits between attempts up to their
 * cap, and one that hangs cannot.
 *
 * @param hangNanos the longest when the dependency does not say how long to stay away; NEVER without an end
 * @param worstNanos the longest whatever the dependency does; NEVER without an end
 */
record Budget(long hangNanos, long worstNanos) {
    private static final int MOST_WAITS = 100_000;

    static Budget of(Plan plan) {
        return new Budget(longest(plan, false), longest(plan, true));
    }

    /** The same if nothing limited the call as a whole. */
    static Budget unlimited(Plan plan) {
        return of(new Plan(plan.name(), Deadline.NEVER, plan.parts(), plan.declared()));
    }

    /**
     * The most attempts of one call: each fails at once, and the waits are as short as they may be. Several loops multiply,
     * whether or not the limit of the call leaves time for that.
     */
    static long attempts(Plan plan) {
        List<Part> loops = plan.parts().stream().filter(Part::loop).toList();
        if (loops.size() != 1 || loops.get(0).all(Fact.Waits.class).isEmpty()) {
            return plan.attempts();
        }
        Fact.Waits waits = loops.get(0).all(Fact.Waits.class).get(0);
        long waited = 0;
        for (int made = 1; made < plan.attempts(); made++) {
            waited = Numbers.plus(waited, waits.shortestNanos().applyAsLong(made));
            if (waited >= plan.withinNanos() || waited >= patience(loops.get(0))) {
                return made;
            }
        }
        return plan.attempts();
    }

    private static long longest(Plan plan, boolean pushedBack) {
        List<Part> parts = plan.parts();
        long nanos = Deadline.NEVER; // the work itself
        for (int i = parts.size() - 1; i >= 0; i--) {
            boolean outermostLoop = parts.subList(0, i).stream().noneMatch(Part::loop);
            nanos = around(parts.get(i), nanos, outermostLoop ? plan.withinNanos() : Deadline.NEVER, pushedBack);
        }
        return Math.min(nanos, plan.withinNanos());
    }

    private static long around(Part part, long inside, long within, boolean pushedBack) {
        long nanos = inside;
        long queued = 0; // of several limits of one gate, the call waits for the slowest
        for (Fact fact : part.facts()) {
            if (fact instanceof Fact.TimeLimit limit) {
                nanos = Math.min(nanos, limit.nanos());
            } else if (fact instanceof Fact.Concurrency bulkhead) {
                queued = Math.max(queued, bulkhead.maxWaitNanos());
            } else if (fact instanceof Fact.Rate rate) {
                queued = Math.max(queued, rate.maxWaitNanos());
            } else if (fact instanceof Fact.Attempts attempts) {
                nanos = repeated(part, attempts, nanos, within, pushedBack);
            }
        }
        return Numbers.plus(nanos, queued);
    }

    /**
     * An attempt may take any time up to {@code inside}; between two of them stands a wait of a given length, and a wait that
     * does not fit the limit of the call, or the loop's own, is not begun. What fails sooner only makes room for that.
     */
    private static long repeated(Part loop, Fact.Attempts attempts, long inside, long within, boolean pushedBack) {
        long patience = patience(loop);
        long waited = 0;
        long end = 0;
        for (int k = 1; ; k++) {
            end = Numbers.plus(end, inside);
            if (end >= within) {
                return within;
            }
            if (k == attempts.max()) {
                return end;
            }
            if (k >= MOST_WAITS) {
                long left = (long) attempts.max() - k;
                long rest = Numbers.plus(inside, attempts.longestBackoffNanos());
                return Math.min(within, Numbers.plus(end, Numbers.times(left, rest)));
            }
            long wait = wait(loop, attempts, k, pushedBack);
            waited = Numbers.plus(waited, wait);
            if (waited >= within || waited >= patience) {
                return end;
            }
            end = Math.min(Numbers.plus(end, wait), patience - 1); // the latest start of the next attempt
        }
    }

    /** How long after the first attempt no further one starts, or NEVER. */
    private static long patience(Part loop) {
        return loop.all(Fact.Waits.class).stream()
                .mapToLong(Fact.Waits::withinNanos)
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Deadline.NEVER);
    }

    private static long wait(Part loop, Fact.Attempts attempts, int after, boolean pushedBack) {
        List<Fact.Waits> waits = loop.all(Fact.Waits.class);
        return pushedBack || waits.isEmpty()
                ? attempts.longestBackoffNanos()
                : waits.get(0).longestNanos().applyAsLong(after);
    }
}
