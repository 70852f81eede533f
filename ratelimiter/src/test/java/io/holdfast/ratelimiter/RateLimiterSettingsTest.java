package io.holdfast.ratelimiter;

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

class RateLimiterSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CENTURY = Duration.ofDays(36_500);
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
    private static final RateLimiterRecipe GOOD = RateLimiter.permits(10).per(SECOND);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("permits: 0 (expected: >= 1 and <= 1000000000)", () -> perSecond(0)),
                refusal("permits: -1 (expected: >= 1 and <= 1000000000)", () -> perSecond(-1)),
                refusal("permits: 1000000001 (expected: >= 1 and", () -> perSecond(1_000_000_001)),
                refusal("period: null (expected: > PT0S and <= 36500 days)", () -> per(null)),
                refusal("period: PT0S (expected: > PT0S and <= 36500 days)", () -> per(Duration.ZERO)),
                refusal("period: PT-1S (expected: > PT0S", () -> per(SECOND.negated())),
                refusal("period: PT876000H1S (expected", () -> per(CENTURY.plus(SECOND))),
                refusal("period: PT2562047788015215H30M7S (expected", () -> per(ENDLESS)),
                refusal("burst: 0 (expected: >= 1 and <= 1000000000)", () -> GOOD.burst(0)),
                refusal("burst: -10 (expected: >= 1 and <= 1000000000)", () -> GOOD.burst(-10)),
                refusal("burst: 2147483647 (expected: >= 1 and", () -> GOOD.burst(Integer.MAX_VALUE)),
                refusal("maxWait: null (expected: >= PT0S and <= 36500 days)", () -> GOOD.maxWait(null)),
                refusal("maxWait: PT-0.000000001S (expected: >= PT0S", () -> GOOD.maxWait(Duration.ofNanos(-1))),
                refusal("maxWait: PT2562047788015215H30M7S (expected", () -> GOOD.maxWait(ENDLESS)),
                refusal("name: null (expected: 1 to ", () -> GOOD.build(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badOptionIsRefusedWithItsNameValueAndRange(String message, ThrowingCallable build) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessageStartingWith(message);
    }

    static Stream<Arguments> overflows() {
        return Stream.of(
                arguments(
                        "a burst of centuries",
                        RateLimiter.permits(1).per(CENTURY).burst(2)),
                arguments(
                        "a burst of aeons", RateLimiter.permits(1).per(CENTURY).burst(1_000_000_000)),
                arguments("a wait of a century", GOOD.maxWait(CENTURY)),
                arguments(
                        "fine units",
                        RateLimiter.permits(999_999_937).per(CENTURY).burst(999_999_999)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("overflows")
    void settingsThatTheWordCannotHoldTogetherAreRefusedWhenBuilt(String why, RateLimiterRecipe recipe) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recipe.build("r"))
                .withMessageStartingWith("rate limit: " + recipe.settings().permits() + " per ")
                .withMessageContaining("burst " + recipe.settings().burst())
                .withMessageContaining("(expected: ");
    }

    @Test
    void extremeSettingsThatFitAreAccepted() {
        assertThat(RateLimiter.permits(1).per(Duration.ofDays(1)).build("a").available())
                .isEqualTo(1);
        assertThat(RateLimiter.permits(1_000_000_000).per(SECOND).build("b").available())
                .isEqualTo(1_000_000_000);
        assertThat(GOOD.maxWait(Duration.ofDays(365)).build("c").available()).isEqualTo(10);
    }

    @Test
    void defaultsAreABurstOfThePermitsAndNoWait() {
        assertThat(GOOD.settings()).isEqualTo(new RateLimiterSettings(10, SECOND, 10, Duration.ZERO));
    }

    private static Arguments refusal(String message, ThrowingCallable build) {
        return arguments(message, build);
    }

    private static RateLimiterRecipe perSecond(int permits) {
        return RateLimiter.permits(permits).per(SECOND);
    }

    private static RateLimiterRecipe per(Duration period) {
        return RateLimiter.permits(10).per(period);
    }
}
