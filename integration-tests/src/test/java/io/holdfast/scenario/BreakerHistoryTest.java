package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Outcome;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.Effect;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The breaker in a driven chain against a naive one that hears of each call only how it ended. */
class BreakerHistoryTest {
    private static final int HISTORIES = 10_000;
    private static final int FAILURES = 2;
    private static final long WITHIN = 200;
    private static final long OPEN_FOR = 60;

    /** One probe, two failures within 200 ns, open for 60 ns, each lease twice as long; for one thread. */
    private static final class Twin {
        private State state = State.CLOSED;
        private long since;
        private long generation;
        private long lease;
        private boolean probing;
        private final List<Long> failedAt = new ArrayList<>();

        /** The generation that admits, or -1. */
        long ask(long now) {
            if (state == State.OPEN && now - since >= OPEN_FOR) {
                become(State.HALF_OPEN, now);
                lease = OPEN_FOR;
            } else if (state == State.HALF_OPEN && probing && now - since >= lease) {
                become(State.HALF_OPEN, now);
                lease = 2 * lease;
            }
            if (state == State.OPEN || state == State.HALF_OPEN && probing) {
                return -1;
            }
            if (state == State.HALF_OPEN) {
                probing = true;
                since = now; // a lease counts from the last issue
            }
            return generation;
        }

        void tell(long admittedBy, Effect effect, long now) {
            if (admittedBy != generation) {
                return;
            }
            if (state == State.HALF_OPEN) {
                probing = false;
                if (effect == Effect.SUCCESS || effect == Effect.FAILURE) {
                    become(effect == Effect.SUCCESS ? State.CLOSED : State.OPEN, now);
                }
            } else if (effect == Effect.FAILURE) {
                failedAt.add(now);
                failedAt.removeIf(at -> now - at > WITHIN);
                if (failedAt.size() == FAILURES) {
                    become(State.OPEN, now);
                }
            }
        }

        void become(State next, long now) {
            state = next;
            since = now;
            generation++;
            probing = false;
            failedAt.clear();
        }

        State state(long now) {
            return state == State.OPEN && now - since >= OPEN_FOR ? State.HALF_OPEN : state;
        }
    }

    @Test
    void theBreakerInAChainAgreesWithItsTwin() {
        SplittableRandom seeds = new SplittableRandom();
        long transitions = 0;
        for (int i = 0; i < HISTORIES; i++) {
            long seed = seeds.nextLong();
            transitions += run(seed);
        }
        assertThat(transitions).isGreaterThan(HISTORIES);
    }

    private static long run(long seed) {
        SplittableRandom shape = new SplittableRandom(seed);
        Conservation on = new Conservation(VirtualTime.automatic(Long.MAX_VALUE - shape.nextInt(3_000)));
        History history = new History(seed, on.time);
        CircuitBreaker breaker = on.breaker(CircuitBreaker.failures(FAILURES)
                .within(Duration.ofNanos(WITHIN))
                .openFor(Duration.ofNanos(OPEN_FOR)));
        Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1).queue(1, Duration.ofNanos(70)));
        Pipeline pipeline = on.pipeline("p", builder -> {
            builder.with(breaker);
            if (shape.nextBoolean()) {
                builder.with(RateLimiter.permits(1).per(Duration.ofNanos(40)).burst(3));
            }
            return builder.with(bulkhead).with(TimeLimiter.perAttempt(Duration.ofNanos(100)));
        });
        Twin twin = new Twin();
        for (int step = 0; step < 40; step++) {
            String where = "seed " + seed + ", step " + step;
            switch (history.random.nextInt(12)) {
                case 0 -> on.time.advance(history.upTo(100));
                case 1 -> history.occupy(bulkhead);
                case 2 -> history.override(breaker);
                case 3 -> breaker.removeControl();
                case 4 -> {
                    if (history.oneIn(5)) {
                        breaker.reset();
                        twin.become(State.CLOSED, on.time.nanos());
                    }
                }
                default -> call(history, pipeline, breaker, twin, where);
            }
            assertThat(breaker.state()).as(where).isEqualTo(twin.state(on.time.nanos()));
        }
        breaker.removeControl();
        on.time.advance(Duration.ofNanos(1_000));
        on.check();
        return twin.generation;
    }

    private static void call(History history, Pipeline pipeline, CircuitBreaker breaker, Twin twin, String where) {
        Mode mode = breaker.mode();
        boolean asked = mode == null || mode == Mode.DRY_RUN;
        long admittedBy = asked ? twin.ask(history.time.nanos()) : -1;
        Outcome<String> outcome;
        try {
            outcome = pipeline.tryCall(history::work);
        } catch (AssertionError error) {
            outcome = new Outcome.Failure<>(History.FAILURE); // counts as any other failure
        }
        boolean refusedByBreaker = outcome instanceof Refusal<?> refusal
                && refusal.by() == breaker
                && refusal.kind() != RejectionKind.WITHDRAWN;
        assertThat(refusedByBreaker)
                .as("%s: refused by the breaker under %s", where, mode)
                .isEqualTo(mode == Mode.FORCED_OPEN || mode == null && admittedBy < 0);
        if (admittedBy >= 0) {
            twin.tell(admittedBy, effect(outcome), history.time.nanos());
        }
    }

    private static Effect effect(Outcome<String> outcome) {
        if (outcome instanceof Outcome.Failure<String> failure) {
            return Classifier.standard().judge(null, failure.cause()).effect();
        }
        return outcome instanceof Refusal<?> ? Effect.UNUSED : Effect.SUCCESS;
    }
}
