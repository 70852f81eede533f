package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.spi.PolicySite;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A turn that is awaited by hand goes back when the wait breaks. */
class AwaitBrokenTimeTest {
    private static final long SECOND = 1_000_000_000L;

    /** Stands still, and breaks at the reading or the park that is asked for. */
    private static final class Breaking extends TimeSource {
        private int readings = Integer.MAX_VALUE;
        private boolean parkBreaks;

        @Override
        public long nanos() {
            if (readings-- == 0) {
                throw new IllegalStateException("no time");
            }
            return 0;
        }

        @Override
        public void park(Object blocker, long nanos) {
            if (parkBreaks) {
                throw new IllegalStateException("no time");
            }
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException();
        }
    }

    private final Breaking time = new Breaking();
    private final RateLimiter limiter = RateLimiter.permits(1)
            .per(Duration.ofSeconds(1))
            .burst(1)
            .create(new PolicySite("r", time, Randomness.seeded(1)));

    @ParameterizedTest
    @ValueSource(strings = {"the first reading", "the park", "the reading after it"})
    void theTurnGoesBack(String breaks) throws Exception {
        assertThat(limiter.reserve(1, Duration.ZERO).granted()).isTrue();
        time.parkBreaks = breaks.equals("the park");
        time.readings = time.parkBreaks ? Integer.MAX_VALUE : breaks.equals("the first reading") ? 1 : 2;
        assertThatThrownBy(() -> limiter.await(1, Duration.ofSeconds(10))).hasMessage("no time");

        time.parkBreaks = false;
        time.readings = Integer.MAX_VALUE;
        assertThat(limiter.reserve(1, Duration.ofSeconds(10)).readyAt())
                .as("nobody waits any more")
                .isEqualTo(SECOND);
    }
}
