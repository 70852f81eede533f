package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetrySettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration TOO_LONG = Duration.ofDays(36_500).plusNanos(1);
    private static final Retry.Recipe GOOD = Retry.exponential(SECOND);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("attempts: 0 (expected: >= 1 and <= 1000000)", () -> GOOD.attempts(0)),
                refusal("attempts: -1 (expected: >= 1 and <= 1000000)", () -> GOOD.attempts(-1)),
                refusal("attempts: 1000001 (expected: >= 1 and", () -> GOOD.attempts(1_000_001)),
                refusal("delay: null (expected: >= PT0S and <= 36500 days)", () -> Retry.exponential(null)),
                refusal("delay: null (expected: >= PT0S and <= 36500 days)", () -> Retry.constant(null)),
                refusal("delay: PT-1S (expected: >= PT0S", () -> Retry.exponential(SECOND.negated())),
                refusal("delay: PT876000H0.000000001S (expected", () -> Retry.constant(TOO_LONG)),
                refusal("delay: PT2562047788015215H30M7S (expected", () -> Retry.exponential(ENDLESS)),
                refusal("growth: 0 (expected: >= 1 and <= 100)", () -> growth(0)),
                refusal("growth: 101 (expected: >= 1 and <= 100)", () -> growth(101)),
                refusal("growth: -2 (expected: >= 1 and <= 100)", () -> growth(-2)),
                refusal("cap: null (expected: >= PT0S and <= 36500 days)", () -> GOOD.cap(null)),
                refusal("cap: PT-1S (expected: >= PT0S", () -> GOOD.cap(SECOND.negated())),
                refusal("cap: PT876000H0.000000001S (expected", () -> GOOD.cap(TOO_LONG)),
                refusal("cap: PT0.999999999S (expected: at least the delay of PT1S)", () -> cap(999_999_999)),
                refusal("jitterPercent: -1 (expected: >= 0 and <= 100)", () -> GOOD.jitterPercent(-1)),
                refusal("jitterPercent: 101 (expected: >= 0 and <= 100)", () -> GOOD.jitterPercent(101)),
                refusal("name: null (expected: 1 to ", () -> GOOD.build(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badOptionIsRefusedWithItsNameValueAndRange(String message, ThrowingCallable build) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessageStartingWith(message);
    }

    @Test
    void defaultsAreThreeAttemptsACapOfThirtySecondsAndTwentyPercentOfJitter() {
        assertThat(GOOD.settings()).isEqualTo(new RetrySettings(3, SECOND, 2, Duration.ofSeconds(30), 20));
        assertThat(Retry.constant(SECOND).settings())
                .isEqualTo(new RetrySettings(3, SECOND, 1, Duration.ofSeconds(30), 20));
        assertThat(Retry.immediate().settings())
                .isEqualTo(new RetrySettings(3, Duration.ZERO, 1, Duration.ofSeconds(30), 20));
    }

    @Test
    void aDelayAboveTheDefaultCapIsItsOwnCap() {
        assertThat(Retry.constant(Duration.ofMinutes(5)).settings().cap()).isEqualTo(Duration.ofMinutes(5));
    }

    private static Arguments refusal(String message, ThrowingCallable build) {
        return arguments(message, build);
    }

    private static RetrySettings growth(int growth) {
        return new RetrySettings(3, SECOND, growth, SECOND, 0);
    }

    private static Retry.Recipe cap(int nanos) {
        return GOOD.cap(Duration.ofNanos(nanos));
    }
}
