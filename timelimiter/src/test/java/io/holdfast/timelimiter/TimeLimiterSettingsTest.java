package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

class TimeLimiterSettingsTest {
    static Stream<Duration> bad() {
        return Stream.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofDays(36_500).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("bad")
    void badLimitIsRefusedWithItsNameValueAndRange(Duration limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeLimiter.perAttempt(limit))
                .withMessage("limit: " + limit + " (expected: > PT0S and <= 36500 days)");
    }

    @Test
    void badNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeLimiter.perAttempt(Duration.ofSeconds(1)).build("\n"))
                .withMessageStartingWith("name: \n (expected: 1 to ");
    }

    @Test
    void endsOfTheRangeAreAccepted() {
        assertThat(TimeLimiter.perAttempt(Duration.ofNanos(1)).build("shortest").limitNanos())
                .isEqualTo(1);
        assertThat(TimeLimiter.perAttempt(Duration.ofDays(36_500))
                        .build("longest")
                        .limitNanos())
                .isEqualTo(Duration.ofDays(36_500).toNanos());
    }
}
