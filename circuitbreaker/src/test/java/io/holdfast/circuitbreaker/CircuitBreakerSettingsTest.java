package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitBreakerSettingsTest {
    private static final CircuitBreaker.Recipe GOOD = CircuitBreaker.consecutiveFailures(5);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("failures: 0 (expected: >= 1 and <= 1000)", () -> CircuitBreaker.consecutiveFailures(0)),
                refusal("failures: -1 (expected: >= 1 and <= 1000)", () -> CircuitBreaker.consecutiveFailures(-1)),
                refusal("failures: 1001 (expected: >= 1 and <= 1000)", () -> inTen(1001)),
                refusal("failures: -2147483648 (expected: >= 1 and <= 1000)", () -> inTen(Integer.MIN_VALUE)),
                refusal("within: null (expected: > PT0S and <= 36500 days)", () -> within(null)),
                refusal("within: PT0S (expected: > PT0S and <= 36500 days)", () -> within(Duration.ZERO)),
                refusal("within: PT-1S (expected: > PT0S and <= 36500 days)", () -> within(Duration.ofSeconds(-1))),
                refusal("within: PT876000H0.000000001S (expected: > PT0S", () -> within(tooLong())),
                refusal("within: PT2562047788015215H30M7S (expected", () -> within(longest())),
                refusal("openFor: null (expected: > PT0S and <= 36500 days)", () -> GOOD.openFor(null)),
                refusal("openFor: PT0S (expected: > PT0S", () -> GOOD.openFor(Duration.ZERO)),
                refusal("openFor: PT-0.000000001S (expected: > PT0S", () -> GOOD.openFor(Duration.ofNanos(-1))),
                refusal("openFor: PT876000H0.000000001S (expected", () -> GOOD.openFor(tooLong())),
                refusal("probes: 0 (expected: >= 1 and <= 1000)", () -> GOOD.probes(0)),
                refusal("probes: -5 (expected: >= 1 and <= 1000)", () -> GOOD.probes(-5)),
                refusal("probes: 1001 (expected: >= 1 and <= 1000)", () -> GOOD.probes(1001)),
                refusal("name: null (expected: 1 to ", () -> GOOD.build(null)),
                refusal("name:   (expected: 1 to ", () -> GOOD.build(" ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badOptionIsRefusedWithItsNameValueAndRange(String message, ThrowingCallable build) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessageStartingWith(message);
    }

    @Test
    void endsOfTheRangesAreAccepted() {
        assertThat(CircuitBreaker.consecutiveFailures(1)
                        .openFor(Duration.ofNanos(1))
                        .settings())
                .isNotNull();
        assertThat(CircuitBreaker.failures(1000)
                        .within(Duration.ofDays(36_500))
                        .openFor(Duration.ofDays(36_500))
                        .probes(1000)
                        .settings())
                .isNotNull();
    }

    @Test
    void defaultsAreThirtySecondsAndOneProbe() {
        assertThat(GOOD.settings())
                .isEqualTo(new CircuitBreakerSettings(
                        List.of(Trigger.consecutiveFailures(5)),
                        OpenWait.fixed(Duration.ofSeconds(30)),
                        1,
                        1,
                        Duration.ZERO));
    }

    @Test
    void recipesAreNotChangedByFurtherOptions() {
        CircuitBreaker.Recipe changed = GOOD.openFor(Duration.ofSeconds(1)).probes(3);

        assertThat(GOOD.settings().probes()).isEqualTo(1);
        assertThat(changed.settings().probes()).isEqualTo(3);
        assertThat(changed.settings().openWait()).isEqualTo(OpenWait.fixed(Duration.ofSeconds(1)));
    }

    private static Arguments refusal(String message, ThrowingCallable build) {
        return arguments(message, build);
    }

    private static CircuitBreaker.Recipe inTen(int failures) {
        return CircuitBreaker.failures(failures).within(Duration.ofSeconds(10));
    }

    private static CircuitBreaker.Recipe within(Duration window) {
        return CircuitBreaker.failures(5).within(window);
    }

    private static Duration tooLong() {
        return Duration.ofDays(36_500).plusNanos(1);
    }

    private static Duration longest() {
        return Duration.ofSeconds(Long.MAX_VALUE);
    }
}
