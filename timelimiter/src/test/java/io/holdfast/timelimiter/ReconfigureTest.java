package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.call.LimitMode;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Role;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconfigureTest extends LimitFixture {
    private final TimeLimiter limiter = create(TimeLimiter.perAttempt(LIMIT));

    @Test
    void holdsFromTheNextCallOn() {
        Pipeline pipeline = pipeline(limiter);
        TimeLimiterSettings before = limiter.settings();
        TimeLimiterSettings after = before.with(Map.of("limit", "30ms", "minimum", "10ms"));
        assertThatThrownBy(() -> pipeline.call(() -> {
                    limiter.reconfigure(after);
                    time.sleep(Duration.ofHours(1));
                    return "never";
                }))
                .isInstanceOfSatisfying(
                        TimedOutException.class, cut -> assertThat(cut.limit()).isEqualTo(LIMIT));
        assertThatThrownBy(() -> pipeline.run(() -> time.sleep(Duration.ofHours(1))))
                .isInstanceOfSatisfying(
                        TimedOutException.class, cut -> assertThat(cut.limit()).isEqualTo(Duration.ofMillis(30)));
        assertThat(limiter.settings()).isEqualTo(after);
        assertThat(limiter.view()).isEqualTo(new TimeLimiterView("t", after, 2, 0, 0));
        assertThat(events.get(0)).isEqualTo(new TimeLimiterReconfigured("t", before, after));
    }

    @Test
    void theSameAgainIsNoNews() {
        limiter.reconfigure(TimeLimiterSettings.of(LIMIT));
        assertThat(events).isEmpty();
    }

    @Test
    void theModeStays() {
        TimeLimiterSettings other = limiter.settings().with(Map.of("mode", "cooperative"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.reconfigure(other))
                .withMessage(
                        "mode: COOPERATIVE (expected: INTERRUPT; the mode of a live time limiter cannot be changed)");
        assertThat(limiter.settings().mode()).isEqualTo(LimitMode.INTERRUPT);
    }

    @Test
    void factsSayWhatHappensAtExpiry() {
        assertThat(limiter.facts())
                .containsExactly(new Fact.TimeLimit(Role.ATTEMPT_LIMIT, LIMIT.toNanos()), new Fact.Expiry(true, false));
        assertThat(create(TimeLimiter.perAttempt(LIMIT).detach(time.executor())).facts())
                .contains(new Fact.Expiry(true, true));
        assertThat(create(TimeLimiter.perAttempt(LIMIT).cooperative()).facts()).contains(new Fact.Expiry(false, false));
    }

    @Test
    void readingsCount() {
        assertThat(limiter.readings())
                .extracting(reading -> reading.name())
                .containsExactly("dry.run.interventions", "cuts", "rejections", "abandoned");
    }
}
