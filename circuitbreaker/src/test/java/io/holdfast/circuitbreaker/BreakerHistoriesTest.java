package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.Duel.Event;
import io.holdfast.circuitbreaker.Duel.Met;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.Histories;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Random histories with any triggers, late and lost outcomes, clocks that stand still, step back and jump, overrides, new
 * settings and resets, against a breaker written without any cleverness. {@code -Dholdfast.histories=1000000} for a night.
 */
class BreakerHistoriesTest {
    private static final int HISTORIES = 10_000;
    private static final int LENGTH = 200;
    private static final Verdict[] VERDICTS = {
        Verdict.SUCCESS,
        Verdict.SUCCESS,
        Verdict.SUCCESS,
        Verdict.ERROR,
        Verdict.ERROR,
        Verdict.TIMEOUT,
        Verdict.overloaded(Duration.ofNanos(25)),
        Verdict.NEUTRAL,
        Verdict.CANCELLED,
        Verdict.UNUSED
    };

    private final Map<Met, Map<Event, Long>> edges = Duel.noEdges();
    private long lookTrips;
    private long replaced;

    @Test
    void agreesWithItsNaiveTwin() {
        long ran = Histories.of(this::duel, BreakerHistoriesTest::step)
                .length(LENGTH)
                .finallyCheck(duel -> {
                    duel.end();
                    lookTrips += duel.twin.lookTrips;
                    replaced += duel.twin.replaced;
                })
                .run(HISTORIES);
        System.out.println(ran + " histories of " + LENGTH + "; opened by a call still running " + lookTrips
                + ", probes replaced " + replaced);
        edges.forEach((state, events) -> System.out.println("  " + state + " " + events));
        if (ran >= HISTORIES) {
            assertEveryEdgeWasWalked();
            assertThat(lookTrips).isGreaterThan(100);
            assertThat(replaced).isGreaterThan(100);
        }
    }

    private void assertEveryEdgeWasWalked() {
        for (Met state : Met.values()) {
            for (Event event : Event.values()) {
                boolean possible = !Duel.OF_OWN_CALLS.contains(event) || (state != Met.OPEN && state != Met.OPEN_DUE);
                long count = edges.get(state).getOrDefault(event, 0L);
                assertThat(count >= 100)
                        .as("%s meets %s %d times", state, event, count)
                        .isEqualTo(possible);
            }
        }
    }

    private Duel duel(RandomGenerator random) {
        long start = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(50) : random.nextLong();
        return new Duel(RandomSettings.draw(random), start, edges);
    }

    private static Histories.Step<Duel> step(RandomGenerator random) {
        int action = random.nextInt(100);
        int which = random.nextInt(1_000);
        if (action < 38) {
            return Histories.step("ask", Duel::ask);
        }
        if (action < 70) {
            Verdict verdict = VERDICTS[random.nextInt(VERDICTS.length)];
            return Histories.step("call " + which + " ends as " + verdict, duel -> duel.tell(which, verdict));
        }
        if (action < 72) {
            return Histories.step("call " + which + " hangs", duel -> duel.hang(which));
        }
        if (action < 88) {
            int nanos = random.nextInt(8);
            return Histories.step(nanos + " ns pass", duel -> duel.pass(nanos));
        }
        if (action < 92) {
            int nanos = random.nextBoolean() ? -1 - random.nextInt(10) : -random.nextInt(50_000);
            return Histories.step("the clock jumps by " + nanos, duel -> duel.jump(Math.min(-1, nanos)));
        }
        if (action < 93) {
            int nanos = 1 + random.nextInt(50_000);
            return Histories.step("the clock jumps by " + nanos, duel -> duel.jump(nanos));
        }
        if (action < 96) {
            int mode = random.nextInt(6);
            return Histories.step("control " + mode, duel -> duel.control(mode));
        }
        if (action < 99) {
            long seed = random.nextLong();
            return Histories.step(
                    "new settings " + seed,
                    duel -> duel.reconfigure(
                            RandomSettings.changed(duel.it.breaker.settings(), new SplittableRandom(seed))));
        }
        return Histories.step("reset", Duel::reset);
    }
}
