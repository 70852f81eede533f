package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectedException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.scenario.Saboteur.Place;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Loop;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's gate or loop breaks its contract and throws. The others lose nothing. */
class BrokenGateTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    static Stream<Arguments> gates() {
        return Arrays.stream(Place.values())
                .flatMap(place -> Sneak.everything()
                        .flatMap(thrown -> Stream.of(4, 6).map(gates -> arguments(place, thrown, gates))));
    }

    @ParameterizedTest(name = "at {0}: {1}, one of {2} gates")
    @MethodSource("gates")
    void brokenGate(Place place, Throwable thrown, int gates) {
        boolean queues = place == Place.ENQUEUE || place == Place.LEFT;
        Saboteur broken = new Saboteur(on.site("broken"), place, thrown, queues);
        Saboteur sound = new Saboteur(on.site("sound"), Place.NOWHERE, thrown, place == Place.STANDS);
        Pipeline pipeline = on.pipeline("p", builder -> {
            builder.with(CircuitBreaker.consecutiveFailures(1_000))
                    .with(RateLimiter.permits(1_000).per(Duration.ofSeconds(1)));
            if (gates > 4) {
                builder.with(Bulkhead.of(1).queue(1, Duration.ofSeconds(1))).with(Bulkhead.of(1));
            }
            return builder.with(broken).with(sound);
        });
        for (int i = 0; i < 3; i++) {
            Throwable surfaced = catchThrowable(() -> pipeline.call(() -> "value"));
            switch (place) {
                case NOWHERE, SETTLE -> assertThat(surfaced).isNull();
                case LEFT -> assertThat(surfaced).isInstanceOf(RejectedException.class);
                default -> assertThat(surfaced).isSameAs(thrown);
            }
        }
        assertThat(pipeline.faults()).isEqualTo(place == Place.SETTLE || place == Place.LEFT ? 3 : 0);
    }

    private static final class BrokenLoop extends Loop {
        private final Throwable thrown;
        private final boolean atBegin;

        BrokenLoop(PolicySite site, Throwable thrown, boolean atBegin) {
            super(site.name(), site.time());
            this.thrown = thrown;
            this.atBegin = atBegin;
        }

        @Override
        public Role role() {
            return Role.RETRY;
        }

        @Override
        public void begin() {
            if (atBegin) {
                Sneak.sneak(thrown);
            }
        }

        @Override
        public long next(Attempts attempts) {
            return Sneak.sneak(thrown);
        }
    }

    static Stream<Arguments> loops() {
        return Sneak.everything().flatMap(thrown -> Stream.of(arguments(thrown, true), arguments(thrown, false)));
    }

    @ParameterizedTest(name = "{0}, at begin: {1}")
    @MethodSource("loops")
    void brokenLoop(Throwable thrown, boolean atBegin) {
        Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1));
        Pipeline pipeline = on.pipeline(
                "p",
                builder -> builder.with(new BrokenLoop(on.site("loop"), thrown, atBegin))
                        .with(bulkhead));
        Throwable down = new IllegalArgumentException("down");
        assertThat(catchThrowable(() -> pipeline.call(() -> Sneak.sneak(down))))
                .as("what the work threw, not what the loop threw")
                .isSameAs(down);
        String value = pipeline.call(() -> "value");
        assertThat(value).isEqualTo("value");
        assertThat(pipeline.faults()).isEqualTo(atBegin ? 3 : 1);
    }
}
