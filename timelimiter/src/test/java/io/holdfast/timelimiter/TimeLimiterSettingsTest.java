package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.call.LimitMode;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void defaultsAsText() {
        assertThat(TimeLimiterSettings.of(Duration.ofSeconds(6)).options())
                .containsExactly(
                        Map.entry("limit", "6s"),
                        Map.entry("mode", "interrupt"),
                        Map.entry("minimum", "0s"),
                        Map.entry("maxAbandoned", "2147483647"));
    }

    @Test
    void textIsReadBack() {
        TimeLimiterSettings settings =
                new TimeLimiterSettings(Duration.ofNanos(7_000_001), LimitMode.DETACH, Duration.ofMillis(5), 3);
        assertThat(TimeLimiterSettings.of(Duration.ofDays(1)).with(settings.options()))
                .isEqualTo(settings);
        assertThat(settings.with(Map.of())).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0s, 'limit: PT0S (expected: > PT0S and <= 36500 days)'",
        "limit, soon, 'limit: soon (expected: a time such as 250ms, 10s, 5m or PT10S)'",
        "minimum, 7s, 'minimum: PT7S (expected: >= PT0S and <= the limit of PT6S)'",
        "maxAbandoned, 0, 'maxAbandoned: 0 (expected: >= 1 and <= 2147483647)'",
        "mode, kill, 'mode: kill (expected: one of [interrupt, detach, cooperative])'",
        "limits, 1s, 'limits: 1s (expected: did you mean ''limit''? The options are [limit, mode, minimum, maxAbandoned])'"
    })
    void badTextIsRefused(String option, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeLimiterSettings.of(Duration.ofSeconds(6)).with(Map.of(option, value)))
                .withMessage(message);
    }
}
