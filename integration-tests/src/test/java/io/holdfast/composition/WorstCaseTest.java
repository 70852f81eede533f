package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.explain.Explanation.Figures;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.retry.RetryRecipe;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The worst case that {@code explain()} computes is the one that virtual time measures, for a thousand random chains. The
 * dependency does its worst: it hangs in every attempt, or fails and asks to stay away as long as the retry lets it; and,
 * where the call has a limit, it fails just in time for a further attempt to run into that limit.
 */
class WorstCaseTest {
    private static final int CHAINS = Integer.getInteger("holdfast.chains", 1_000);
    private static final long MILLI = 1_000_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    /** Draws the longest, so that every jittered wait is as long as it may be. */
    private static final Randomness LONGEST = new Randomness() {
        @Override
        public long below(long bound) {
            return bound - 1;
        }
    };

    private static final Randomness SHORTEST = new Randomness() {
        @Override
        public long below(long bound) {
            return 0;
        }
    };

    /** The dependency asks to stay away. */
    private static final class StayAway extends RuntimeException {
        private static final long serialVersionUID = 1;
        final Duration time;

        StayAway(Duration time) {
            this.time = time;
        }
    }

    /** Lets every call wait for as long as the test wants, up to what it says of itself, and then pass. */
    private static final class Usher extends Gate {
        private final long mostNanos;
        long waitNanos;

        Usher(PolicySite site, long mostNanos) {
            super(site.name(), site.time());
            this.mostNanos = mostNanos;
        }

        @Override
        public Role role() {
            return Role.RATE;
        }

        @Override
        public List<Fact> facts() {
            return List.of(new Fact.Rate(1, 1, 1, mostNanos));
        }

        @Override
        public long enter(long now, long deadline, @Nullable Object subject) {
            return waitNanos == 0 ? FREE : QUEUE;
        }

        @Override
        public long enqueue(Ticket ticket, long now, long deadline) {
            if (!Deadline.passed(deadline, now + waitNanos)) { // else it waits in vain, until the deadline
                ticket.reserve(FREE, now + waitNanos);
            }
            return 0;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    /** A chain drawn at random, as its reference knows it. */
    private record Drawn(
            int attempts,
            long delay,
            boolean doubling,
            long cap,
            int jitter,
            long limit,
            long within,
            long waits,
            long patience) {
        static Drawn from(Random random) {
            long delay = random.nextInt(5) == 0 ? 0 : (1 + random.nextInt(300)) * MILLI;
            return new Drawn(
                    1 + random.nextInt(5),
                    delay,
                    random.nextBoolean(),
                    delay + random.nextInt(1_000) * MILLI,
                    random.nextInt(3) * 20,
                    random.nextInt(6) == 0 ? 0 : (1 + random.nextInt(1_000)) * MILLI,
                    random.nextInt(2) == 0 ? 0 : (1 + random.nextInt(3_000)) * MILLI,
                    random.nextInt(4) == 0 ? (1 + random.nextInt(200)) * MILLI : 0,
                    random.nextInt(4) == 0 ? (1 + random.nextInt(1_000)) * MILLI : 0);
        }

        Pipeline build(VirtualTime time, Randomness jitters, Usher usher) {
            PipelineBuilder builder = Pipeline.named("p")
                    .in(Registry.create())
                    .time(time)
                    .randomness(jitters)
                    .classify(WorstCaseTest::judge);
            if (within > 0) {
                builder.within(Duration.ofNanos(within));
            }
            if (attempts > 1) {
                Duration first = Duration.ofNanos(delay);
                RetryRecipe retry = (doubling ? Retry.exponential(first) : Retry.constant(first))
                        .withoutBudget()
                        .cap(Duration.ofNanos(cap))
                        .jitterPercent(jitter)
                        .attempts(attempts);
                builder.with(patience == 0 ? retry : retry.within(Duration.ofNanos(patience)));
            }
            builder.with(CircuitBreaker.consecutiveFailures(100));
            if (waits > 0) {
                builder.with(usher);
            } else {
                builder.with(RateLimiter.permits(100).per(Duration.ofSeconds(1)));
            }
            builder.with(Bulkhead.of(1));
            if (limit > 0) {
                builder.with(TimeLimiter.perAttempt(Duration.ofNanos(limit)));
            }
            return builder.build();
        }

        /** The longest wait after so many attempts, by the documentation of the settings. */
        long longestWait(int after) {
            long nominal = delay;
            for (int i = 1; doubling && i < after; i++) {
                nominal = Math.min(cap, nominal * 2);
            }
            return Math.min(cap, nominal + nominal * jitter / 100);
        }

        long oneAttempt() {
            return limit == 0 ? FOREVER : limit + waits;
        }
    }

    private static Verdict judge(@Nullable Object result, @Nullable Throwable thrown) {
        return thrown instanceof StayAway away
                ? Verdict.overloaded(away.time)
                : Classifier.standard().judge(result, thrown);
    }

    /** The dependency and the queue in front of it, doing what makes a call long. */
    private final class Worst {
        private final Drawn drawn;
        private final VirtualTime time = VirtualTime.automatic();
        private final Usher usher;
        private final boolean pushesBack;
        private final Pipeline pipeline;
        private int made;

        Worst(Drawn drawn, Randomness jitters, boolean pushesBack) {
            this.drawn = drawn;
            this.pushesBack = pushesBack;
            this.usher = new Usher(new PolicySite("usher", time, jitters), drawn.waits);
            this.pipeline = drawn.build(time, jitters, usher);
        }

        Figures figures() {
            return pipeline.explain().figures();
        }

        /**
         * Every attempt before attempt {@code last} takes {@code each}, of which as much as possible in the queue, and fails
         * in time to be repeated; from then on the dependency hangs until it is cut, or fails at the last moment.
         */
        long call(int last, long each) {
            made = 0;
            usher.waitNanos = last == 1 ? drawn.waits : Math.min(drawn.waits, each);
            long began = time.nanos();
            try {
                pipeline.call(() -> {
                    made++;
                    long took = usher.waitNanos;
                    if (made < last) {
                        hang(each - took);
                        usher.waitNanos = made + 1 < last ? took : queueOfTheLast(time.nanos() - began);
                        throw new StayAway(pushesBack ? Duration.ofNanos(drawn.cap) : Duration.ZERO);
                    }
                    usher.waitNanos = drawn.waits;
                    if (pushesBack && made < drawn.attempts && drawn.limit > 0) {
                        hang(drawn.limit - 1);
                        throw new StayAway(Duration.ofNanos(drawn.cap));
                    }
                    hang(FOREVER);
                    return "never";
                });
            } catch (Exception failed) {
                return time.nanos() - began; // which is what it is for
            }
            throw new AssertionError("it ended well");
        }

        /** The attempt that shall run into the limit of the call begins as late as it must, and no later. */
        private long queueOfTheLast(long spent) {
            long end = drawn.within == 0 ? FOREVER : drawn.within;
            long left = end - spent - (pushesBack ? drawn.cap : drawn.longestWait(made));
            return drawn.limit == 0 ? 0 : Math.max(0, Math.min(drawn.waits, left - drawn.limit));
        }

        private void hang(long nanos) throws InterruptedException {
            long until = time.nanos() + nanos;
            for (long left; (left = until - time.nanos()) > 0; ) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                time.park(this, left);
            }
        }

        /** The longest call of all: all attempts hang, or the k-th one runs into the limit of the call. */
        long longest() {
            long longest = call(1, 0);
            for (long start : new long[] {drawn.within, drawn.patience}) {
                long waited = 0;
                for (int k = 2; k <= drawn.attempts; k++) {
                    waited += pushesBack ? drawn.cap : drawn.longestWait(k - 1);
                    long left = start - 1 - waited;
                    if (left < 0) {
                        break;
                    }
                    longest = Math.max(longest, call(k, Math.min(drawn.oneAttempt() - 1, left / (k - 1))));
                }
            }
            return longest;
        }
    }

    @Test
    void worstCaseIsWhatVirtualTimeMeasures() {
        int limited = 0;
        int endless = 0;
        for (int seed = 0; seed < CHAINS; seed++) {
            Drawn drawn = Drawn.from(new Random(seed));
            Figures figures = new Worst(drawn, LONGEST, false).figures();
            if (drawn.limit == 0 && drawn.within == 0) {
                assertThat(figures.longest()).as("%d %s", seed, drawn).isEmpty();
                endless++;
                continue;
            }
            long hang = figures.longestOnHang().orElseThrow().toNanos();
            assertThat(new Worst(drawn, LONGEST, false).longest())
                    .as("on a hang: %d %s", seed, drawn)
                    .isBetween(hang - (drawn.patience > 0 ? drawn.attempts : 0), hang);
            long worst = figures.longest().orElseThrow().toNanos();
            assertThat(new Worst(drawn, LONGEST, true).longest())
                    .as("pushed back: %d %s; a failure comes at least 1 ns before its limit", seed, drawn)
                    .isBetween(worst - 2 * drawn.attempts, worst);
            Worst quick = new Worst(drawn, SHORTEST, false);
            quick.call(Integer.MAX_VALUE, 0);
            assertThat((long) quick.made).as("attempts: %d %s", seed, drawn).isEqualTo(figures.attempts());
            limited += worst == drawn.within ? 1 : 0;
        }
        assertThat(limited).as("chains whose limit decides").isGreaterThan(CHAINS / 10);
        assertThat(endless).as("chains without an end").isLessThan(CHAINS / 5);
        System.out.println(CHAINS + " chains measured, " + limited + " decided by the limit of the call, " + endless
                + " without an end");
    }
}
