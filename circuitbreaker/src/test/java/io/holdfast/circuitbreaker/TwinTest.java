package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random histories, also with late outcomes, against a breaker written without any cleverness. */
class TwinTest {
    private static final int HISTORIES = 10_000;
    private static final Verdict[] VERDICTS = {
        Verdict.SUCCESS, Verdict.ERROR, Verdict.ERROR, Verdict.TIMEOUT, Verdict.CANCELLED, Verdict.UNUSED
    };

    @Test
    void agreesWithItsNaiveTwin() {
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < HISTORIES; i++) {
            long one = seeds.nextLong();
            history(one, "seed of the history: " + one);
        }
    }

    @Test
    void agreesOnAnOldSeed() {
        history(42, "seed 42");
    }

    private static void history(long seed, String which) {
        SplittableRandom random = new SplittableRandom(seed);
        int failures = 1 + random.nextInt(4);
        int within = random.nextInt(3) * 5;
        int openFor = 1 + random.nextInt(8);
        int probes = 1 + random.nextInt(3);
        Driven it = new Driven(
                new CircuitBreaker.Recipe(new CircuitBreakerSettings(
                        failures, Duration.ofNanos(within), Duration.ofNanos(openFor), probes)),
                random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(50) : random.nextLong());
        NaiveBreaker twin = new NaiveBreaker(failures, within, openFor, probes, it.time.nanos());
        List<long[]> out = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            int action = random.nextInt(10);
            if (action < 4) {
                long permit = it.ask();
                long expected = twin.ask();
                assertThat(permit >= 0).as("%s, step %d: admitted", which, step).isEqualTo(expected >= 0);
                if (permit >= 0) {
                    out.add(new long[] {permit, expected});
                }
            } else if (action < 8 && !out.isEmpty()) {
                long[] permits = out.remove(random.nextInt(out.size()));
                Verdict verdict = VERDICTS[random.nextInt(VERDICTS.length)];
                it.tell(permits[0], verdict);
                twin.tell(permits[1], verdict.effect());
            } else if (action == 8) {
                int nanos = random.nextInt(6);
                it.time.jump(Duration.ofNanos(nanos));
                twin.now += nanos;
            } else if (random.nextInt(10) == 0) {
                it.breaker.reset();
                twin.reset();
            }
            State state = it.breaker.state();
            assertThat(state).as("%s, step %d", which, step).isEqualTo(twin.state());
        }
    }
}
