package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.Map;
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
    private static final RetryRecipe GOOD = Retry.exponential(SECOND);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("attempts: 0 (expected: >= 1 and <= 1000000)", () -> GOOD.attempts(0)),
                refusal("attempts: -1 (expected: >= 1 and <= 1000000)", () -> GOOD.attempts(-1)),
                refusal("attempts: 1000001 (expected: >= 1 and", () -> GOOD.attempts(1_000_001)),
                refusal("delay: null (expected: >= PT0S and <= 36500 days)", () -> Retry.exponential(null)),
                refusal("delay: null (expected: >= PT0S and <= 36500 days)", () -> Retry.linear(null)),
                refusal("delay: null (expected: >= PT0S and <= 36500 days)", () -> Retry.constant(null)),
                refusal("delay: PT-1S (expected: >= PT0S", () -> Retry.exponential(SECOND.negated())),
                refusal("delay: PT876000H0.000000001S (expected", () -> Retry.constant(TOO_LONG)),
                refusal("delay: PT2562047788015215H30M7S (expected", () -> Retry.exponential(ENDLESS)),
                refusal("factor: 1 (expected: >= 2 and <= 100)", () -> GOOD.factor(1)),
                refusal("factor: 101 (expected: >= 2 and <= 100)", () -> GOOD.factor(101)),
                refusal("cap: null (expected: >= PT0S and <= 36500 days)", () -> GOOD.cap(null)),
                refusal("cap: PT-1S (expected: >= PT0S", () -> GOOD.cap(SECOND.negated())),
                refusal("cap: PT876000H0.000000001S (expected", () -> GOOD.cap(TOO_LONG)),
                refusal(
                        "cap: PT0.999999999S (expected: at least the delay of PT1S)",
                        () -> GOOD.cap(SECOND.minusNanos(1))),
                refusal("jitterPercent: -1 (expected: >= 0 and <= 100)", () -> GOOD.jitterPercent(-1)),
                refusal("jitterPercent: 101 (expected: >= 0 and <= 100)", () -> GOOD.jitterPercent(101)),
                refusal("jitter: null (expected: not null)", () -> GOOD.jitter(null)),
                refusal(
                        "jitter: DECORRELATED (expected: any other where waits are custom",
                        () -> Retry.custom(n -> SECOND).jitter(Jitter.DECORRELATED)),
                refusal("waits: null (expected: not null)", () -> Retry.custom(null)),
                refusal(
                        "growth: CUSTOM (expected: Retry.custom(...)",
                        () -> RetryRecipe.of(RetrySettings.DEFAULT.with(Map.of("growth", "custom")))
                                .build("r")),
                refusal("within: PT0S (expected: > PT0S", () -> GOOD.within(Duration.ZERO)),
                refusal("within: null (expected: > PT0S", () -> GOOD.within(null)),
                refusal("resultEnd: null (expected: not null)", () -> GOOD.resultEnd(null)),
                refusal("onExhausted: null (expected: not null)", () -> GOOD.onExhausted(null)),
                refusal("budget: null (expected: not null)", () -> GOOD.budget((RetryBudget) null)),
                refusal("percent: 100.1 (expected: >= 0 and <= 100 in steps of 0.1)", () -> budget(100.1, 1, 1, 1)),
                refusal("percent: -0.1 (expected: >= 0 and", () -> budget(-0.1, 1, 1, 1)),
                refusal("percent: NaN (expected: >= 0 and", () -> budget(Double.NaN, 1, 1, 1)),
                refusal("percent: 0.15 (expected: >= 0 and", () -> budget(0.15, 1, 1, 1)),
                refusal("burst: 0 (expected: >= 1 and <= 1000000)", () -> budget(1, 0, 1, 1)),
                refusal("floorPerSecond: 1001 (expected: >= 0 and <= 1000)", () -> budget(1, 1, 1001, 1)),
                refusal("floorPercent: 101.0 (expected: >= 0 and", () -> budget(1, 1, 1, 101)),
                refusal(
                        "floorPerSecond and floorPercent: 0 and 1.0 (expected: both zero, or both positive)",
                        () -> budget(1, 1, 0, 1)),
                refusal(
                        "floorPerSecond and floorPercent: 1 and 0.0 (expected: both zero, or both positive)",
                        () -> budget(1, 1, 1, 0)),
                refusal("name: null (expected: 1 to ", () -> GOOD.build(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badOptionIsRefusedWithItsNameValueAndRange(String message, ThrowingCallable build) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessageStartingWith(message);
    }

    @Test
    void defaultsAreThreeAttemptsACapOfThirtySecondsTwentyPercentOfJitterAndABudget() {
        RetrySettings defaults = new RetrySettings(
                3,
                Duration.ZERO,
                Growth.EXPONENTIAL,
                SECOND,
                2,
                Duration.ofSeconds(30),
                Jitter.SPREAD,
                20,
                false,
                ResultEnd.RETURN_LAST,
                new RetryBudgetSettings(true, 10, 10, 1, 5));
        assertThat(GOOD.settings()).isEqualTo(defaults);
        assertThat(Retry.constant(SECOND).settings().growth()).isEqualTo(Growth.CONSTANT);
        assertThat(Retry.linear(SECOND).settings().growth()).isEqualTo(Growth.LINEAR);
        assertThat(Retry.immediate().settings().delay()).isZero();
        assertThat(RetrySettings.DEFAULT.with(Map.of("delay", "1s"))).isEqualTo(defaults);
    }

    @Test
    void aDelayAboveTheDefaultCapIsItsOwnCap() {
        assertThat(Retry.constant(Duration.ofMinutes(5)).settings().cap()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void presetsAreWhatTheySay() {
        assertThat(Retry.interactive().settings().options())
                .containsEntry("attempts", "3")
                .containsEntry("delay", "50ms")
                .containsEntry("cap", "1s")
                .containsEntry("jitter", "full");
        assertThat(Retry.background().settings().options())
                .containsEntry("attempts", "8")
                .containsEntry("delay", "1s")
                .containsEntry("cap", "60s")
                .containsEntry("jitter", "decorrelated");
    }

    static Stream<RetrySettings> someSettings() {
        return Stream.of(
                RetrySettings.DEFAULT,
                RetrySettings.interactive(),
                RetrySettings.background().budget(RetryBudgetSettings.NONE),
                Retry.linear(Duration.ofNanos(7))
                        .within(Duration.ofDays(2))
                        .retryRejections()
                        .resultEnd(ResultEnd.THROW)
                        .budget(budget(0.1, 77, 0, 0))
                        .settings());
    }

    @ParameterizedTest
    @MethodSource("someSettings")
    void settingsGoThroughText(RetrySettings settings) {
        assertThat(RetrySettings.DEFAULT.with(settings.options())).isEqualTo(settings);
        assertThat(settings.with(Map.of())).isEqualTo(settings);
        assertThat(RetryBudgetSettings.DEFAULT.with(settings.budget().options()))
                .isEqualTo(settings.budget());
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetrySettings.DEFAULT.with(Map.of("attempt", "3")))
                .withMessageContaining("did you mean 'attempts'?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetrySettings.DEFAULT.with(Map.of("budget.percentage", "3")))
                .withMessageContaining("did you mean 'budget.percent'?");
    }

    private static Arguments refusal(String message, ThrowingCallable build) {
        return arguments(message, build);
    }

    private static RetryBudgetSettings budget(double percent, int burst, int floorPerSecond, double floorPercent) {
        return new RetryBudgetSettings(true, percent, burst, floorPerSecond, floorPercent);
    }
}
