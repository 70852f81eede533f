package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * C22: the envelope over all pairs of admissions, for random traces of takes, reservations, returns and changes of the settings,
 * and for eight threads on a real clock. A variant that gives back in full is caught.
 */
class TraceEnvelopeTest {
    private static final int TRACES = Integer.getInteger("holdfast.traces", 3_000);
    private static final int STEPS = 80;

    /** What a trace asks; a reservation is null or {usable at, token}. */
    private interface Bucket {
        long[] reserve(long now, int permits, long maxWait);

        void cancel(long[] reservation, int permits);

        default RateLimiterSettings reconfigured(SplittableRandom random, Envelope envelope, long last) {
            return null;
        }
    }

    /** The limiter itself. */
    private static final class Real implements Bucket {
        private static final long[] STARTS = {0, -7_000_000_001L, Long.MAX_VALUE - 500};

        private final VirtualTime time;
        private final long start;
        private final RateLimiter limiter;
        private final List<RatePermit> permits = new ArrayList<>();

        Real(RateLimiterSettings settings) {
            time = VirtualTime.automatic(STARTS[settings.permits() % STARTS.length]);
            start = time.nanos();
            limiter = new RateLimiter(settings, null, new PolicySite("r", time, Randomness.seeded(1)));
        }

        @Override
        public long[] reserve(long now, int count, long maxWait) {
            time.jump(Duration.ofNanos(now - (time.nanos() - start)));
            RatePermit permit = limiter.reserve(count, Duration.ofNanos(maxWait));
            permits.add(permit);
            return permit.granted() ? new long[] {permit.readyAt() - start, permits.size() - 1} : null;
        }

        @Override
        public void cancel(long[] reservation, int count) {
            permits.get((int) reservation[1]).cancel();
        }

        @Override
        public RateLimiterSettings reconfigured(SplittableRandom random, Envelope envelope, long last) {
            RateLimiterSettings before = limiter.settings();
            RateLimiterSettings next = new RateLimiterSettings(
                    1 + random.nextInt(40),
                    Duration.ofNanos(1 + random.nextInt(200)),
                    1 + random.nextInt(6),
                    Duration.ZERO);
            long now = time.nanos() - start;
            envelope.forgive(Math.max(0, before.burst() - limiter.available() - next.burst()));
            boolean faster = (double) before.permits() * next.period().toNanos()
                    > (double) next.permits() * before.period().toNanos();
            RateLimiterSettings meanwhile = last > now && faster ? before : next; // turns keep their former pace
            envelope.rate(
                    now, meanwhile.permits(), meanwhile.period().toNanos(), Math.max(before.burst(), next.burst()));
            envelope.rate(Math.max(last, now), next.permits(), next.period().toNanos(), next.burst());
            limiter.reconfigure(next);
            return next;
        }
    }

    /** A small limiter whose only flaw, if any, is what it gives back. */
    private static final class Model implements Bucket {
        private final long period;
        private final long permits;
        private final long burst;
        private final boolean full;
        private long tat;

        Model(RateLimiterSettings settings, boolean full) {
            this.period = settings.period().toNanos();
            this.permits = settings.permits();
            this.burst = settings.burst();
            this.full = full;
        }

        @Override
        public long[] reserve(long now, int count, long maxWait) {
            long next = Math.max(tat, now * permits) + count * period;
            long wait = -Math.floorDiv(-(next - now * permits - burst * period), permits);
            if (count > burst || wait > maxWait) {
                return null;
            }
            tat = next;
            return new long[] {now + Math.max(wait, 0), next};
        }

        @Override
        public void cancel(long[] reservation, int count) {
            tat -= full || tat == reservation[1] ? count * period : 0;
        }
    }

    private interface Maker {
        Bucket make(RateLimiterSettings settings);
    }

    @Test
    void holdsWhateverIsReservedAndGivenBack() {
        assertThat(broken(Real::new, false)).isZero();
    }

    @Test
    void holdsWhateverIsReconfigured() {
        assertThat(broken(Real::new, true)).isZero();
    }

    @Test
    void aFullRefundIsCaught() {
        assertThat(broken(settings -> new Model(settings, false), false))
                .as("the same model with our rule")
                .isZero();
        int caught = broken(settings -> new Model(settings, true), false);
        System.out.println("A full refund breaks the envelope in " + caught + " of " + TRACES + " traces.");
        assertThat(caught).isGreaterThan(TRACES / 20);
    }

    private static int broken(Maker maker, boolean reconfigure) {
        int broken = 0;
        int canceled = 0;
        for (int seed = 0; seed < TRACES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RateLimiterSettings settings = new RateLimiterSettings(
                    1 + random.nextInt(40),
                    Duration.ofNanos(1 + random.nextInt(200)),
                    1 + random.nextInt(6),
                    Duration.ZERO);
            Bucket bucket = maker.make(settings);
            Envelope envelope = new Envelope();
            envelope.rate(0, settings.permits(), settings.period().toNanos(), settings.burst());
            List<long[]> pending = new ArrayList<>();
            long now = 0;
            long last = 0;
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(4) == 0 ? random.nextInt(30) : 0;
                int count = 1 + random.nextInt(3);
                int choice = random.nextInt(20);
                if (reconfigure && choice == 0 && now >= last) {
                    bucket.reserve(now, 1_000, 0); // only moves the clock
                    long latest =
                            pending.stream().mapToLong(each -> each[0]).max().orElse(0);
                    bucket.reconfigured(random, envelope, latest);
                    pending.forEach(each -> envelope.use(each[0], each[2]));
                    pending.clear();
                    last = Math.max(latest, now);
                } else if (choice < 7 && !pending.isEmpty()) {
                    long[] back = pending.remove(random.nextInt(pending.size()));
                    bucket.cancel(back, (int) back[2]);
                    canceled++;
                } else {
                    long[] taken = bucket.reserve(now, count, random.nextInt(3) * 60L);
                    if (taken != null) {
                        pending.add(new long[] {taken[0], taken[1], count});
                    }
                }
                for (int i = pending.size() - 1; i >= 0; i--) {
                    if (pending.get(i)[0] < now - 20) { // used, some time ago
                        long[] used = pending.remove(i);
                        envelope.use(used[0], used[2]);
                    }
                }
            }
            pending.forEach(each -> envelope.use(each[0], each[2]));
            broken += envelope.broken(1) == null ? 0 : 1;
        }
        assertThat(canceled).isGreaterThan(TRACES);
        return broken;
    }

    @Test
    void holdsForEightThreadsOnARealClock() throws Exception {
        TimeSource real = TimeSource.system();
        RateLimiterSettings settings = new RateLimiterSettings(3_000, Duration.ofMillis(10), 20, Duration.ZERO);
        RateLimiterSettings same = new RateLimiterSettings(6_000, Duration.ofMillis(20), 20, Duration.ZERO);
        long zero = real.nanos();
        RateLimiter limiter = new RateLimiter(settings, null, new PolicySite("r", real, Randomness.seeded(1)));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<List<long[]>>> parts = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int seed = t;
            parts.add(pool.submit(() -> {
                go.await();
                SplittableRandom random = new SplittableRandom(seed);
                List<long[]> used = new ArrayList<>();
                while (used.size() < 500) {
                    RatePermit permit =
                            limiter.reserve(1 + random.nextInt(2), Duration.ofNanos(random.nextInt(50_000)));
                    if (permit.granted() && random.nextInt(3) == 0) {
                        permit.cancel();
                    } else if (permit.granted()) {
                        used.add(new long[] {permit.readyAt() - zero, permit.permits()});
                    }
                    if (seed == 0 && random.nextInt(50) == 0) {
                        limiter.reconfigure(random.nextBoolean() ? settings : same);
                    }
                }
                return used;
            }));
        }
        go.countDown();
        Envelope envelope = new Envelope();
        envelope.rate(0, 300_000, 1_000_000_000, 20);
        for (Future<List<long[]>> part : parts) {
            part.get().forEach(use -> envelope.use(use[0], use[1]));
        }
        pool.shutdown();
        assertThat(envelope.uses()).isEqualTo(4_000);
        assertThat(envelope.broken(1)).isNull();
    }
}
