package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.explain.Load;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Role;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The linter refuses no chain that works. A reference simulates what the trigger is for, without the linter's arithmetic:
 * callers that call again and again, each attempt hanging until it is cut, or failing at a moment of the reference's choice
 * so that the limit of the call cuts the next attempt early; and it looks into every window for enough time-outs.
 */
class RandomChainsTest {
    private static final int CHAINS = Integer.getInteger("holdfast.chains", 10_000);

    /** A chain drawn at random; times in milliseconds, 0 for none. */
    private record Drawn(
            int callers,
            int attempts,
            int back,
            int limit,
            int within,
            int failures,
            int window,
            int minimum,
            int calls,
            boolean share) {
        static Drawn from(Random random) {
            int limit = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(20);
            return new Drawn(
                    1 + random.nextInt(6),
                    1 + random.nextInt(3),
                    random.nextInt(6),
                    limit,
                    random.nextInt(3) == 0 ? 1 + random.nextInt(40) : limit == 0 ? 30 : 0,
                    1 + random.nextInt(12),
                    1 + random.nextInt(40),
                    1 + random.nextInt(20),
                    1 + random.nextInt(20),
                    random.nextInt(4) == 0);
        }

        Fact trigger() {
            return share
                    ? new Fact.RateTrigger(50, minimum, calls, 0, 0, Set.of())
                    : new Fact.CountTrigger(failures, window * 1_000_000L, Set.of(FailureKind.TIMEOUT));
        }

        boolean builds() {
            PipelineBuilder builder = Pipeline.named("p").in(Registry.create()).expecting(Load.ofCallers(callers));
            if (within > 0) {
                builder.within(Duration.ofMillis(within));
            }
            builder.with(Retry.constant(Duration.ofMillis(back))
                    .cap(Duration.ofMillis(back))
                    .jitterPercent(0)
                    .attempts(attempts));
            builder.with(Known.as(Role.BREAKER, trigger()));
            if (limit > 0) {
                builder.with(TimeLimiter.perAttempt(Duration.ofMillis(limit)));
            }
            try {
                builder.build();
                return true;
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).containsAnyOf("HF004", "HF006");
                return false;
            }
        }
    }

    @Test
    void noChainIsRefusedThatTheSimulationShowsToWork() {
        int refused = 0;
        int work = 0;
        for (int seed = 0; seed < CHAINS; seed++) {
            Drawn drawn = Drawn.from(new Random(seed));
            boolean builds = drawn.builds();
            boolean works = drawn.share ? sharesTrip(drawn) : timeoutsTrip(drawn, new Random(~seed));
            assertThat(builds || !works)
                    .as("seed %d: %s works, so it may not be refused", seed, drawn)
                    .isTrue();
            refused += builds ? 0 : 1;
            work += works ? 1 : 0;
        }
        System.out.println(CHAINS + " chains, " + work + " work, " + refused + " refused, 0 of them work");
        assertThat(refused).isGreaterThan(CHAINS / 20);
        assertThat(work).isGreaterThan(CHAINS / 5);
    }

    /** A ring of the last calls, all of which fail. */
    private static boolean sharesTrip(Drawn drawn) {
        boolean[] ring = new boolean[drawn.calls];
        for (int call = 0; call < 10 * (drawn.calls + drawn.minimum); call++) {
            ring[call % drawn.calls] = true;
            int seen = Math.min(call + 1, drawn.calls);
            int failed = 0;
            for (boolean each : ring) {
                failed += each ? 1 : 0;
            }
            if (seen >= drawn.minimum && 100.0 * failed / seen >= 50) {
                return true;
            }
        }
        return false;
    }

    /** All callers at once, each by one of some plans that bring many time-outs; the best of all counts. */
    private static boolean timeoutsTrip(Drawn drawn, Random random) {
        for (int play = 0; play < 6; play++) {
            PriorityQueue<Integer> timeouts = new PriorityQueue<>();
            for (int caller = 0; caller < drawn.callers; caller++) {
                calls(drawn, play, random, timeouts);
            }
            int[] sorted = new int[timeouts.size()];
            Arrays.setAll(sorted, i -> timeouts.remove());
            for (int i = drawn.failures - 1; i < sorted.length; i++) {
                if (sorted[i] - sorted[i - drawn.failures + 1] <= drawn.window) {
                    return true;
                }
            }
        }
        return false;
    }

    /** One caller after another call for a while. Play 0 hangs always; the others let some attempts fail by themselves. */
    private static void calls(Drawn drawn, int play, Random random, PriorityQueue<Integer> timeouts) {
        int now = 0;
        while (now <= 4 * drawn.window + 100) {
            int end = drawn.within == 0 ? Integer.MAX_VALUE : now + drawn.within;
            for (int attempt = 1; attempt <= drawn.attempts; attempt++) {
                int cut = Math.min(drawn.limit == 0 ? Integer.MAX_VALUE : now + drawn.limit, end);
                boolean fails = play > 0 && cut - now > 1 && random.nextInt(1 + play) == 0;
                now = fails ? now + 1 + random.nextInt(cut - now - 1) : cut;
                if (!fails) {
                    timeouts.add(now);
                }
                if (now + drawn.back >= end) {
                    break;
                }
                now += attempt < drawn.attempts ? drawn.back : 0;
            }
        }
    }
}
