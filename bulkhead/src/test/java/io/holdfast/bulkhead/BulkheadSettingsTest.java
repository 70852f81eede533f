package io.holdfast.bulkhead;

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

class BulkheadSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("permits: 0 (expected: >= 1 and <= 1000000)", () -> Bulkhead.of(0)),
                refusal("permits: -1 (expected: >= 1 and <= 1000000)", () -> Bulkhead.of(-1)),
                refusal("permits: 1000001 (expected: >= 1 and <= 1000000)", () -> Bulkhead.of(1_000_001)),
                refusal("permits: 2147483647 (expected", () -> Bulkhead.of(Integer.MAX_VALUE)),
                refusal("maxWaiting: -1 (expected: >= 0 and <= 1000000)", () -> queue(-1, SECOND)),
                refusal("maxWaiting: 1000001 (expected: >= 0 and <= 1000000)", () -> queue(1_000_001, SECOND)),
                refusal("maxWait: null (expected: >= PT0S and <= 36500 days)", () -> queue(1, null)),
                refusal("maxWait: PT-1S (expected: >= PT0S", () -> queue(1, SECOND.negated())),
                refusal(
                        "maxWait: PT876000H1S (expected",
                        () -> queue(1, Duration.ofDays(36_500).plus(SECOND))),
                refusal("maxWait: PT2562047788015215H30M7S (exp", () -> queue(1, Duration.ofSeconds(Long.MAX_VALUE))),
                refusal("maxWaiting and maxWait: 5 and PT0S (expected: both", () -> queue(5, Duration.ZERO)),
                refusal("maxWaiting and maxWait: 0 and PT1S (expected: both", () -> queue(0, SECOND)),
                refusal("name: null (expected: 1 to ", () -> Bulkhead.of(1).build(null)),
                refusal("name:  (expected: 1 to ", () -> Bulkhead.of(1).build("")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badOptionIsRefusedWithItsNameValueAndRange(String message, ThrowingCallable build) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessageStartingWith(message);
    }

    @Test
    void endsOfTheRangesAreAccepted() {
        Bulkhead largest =
                Bulkhead.of(1_000_000).queue(1_000_000, Duration.ofDays(36_500)).build("largest");
        assertThat(largest.available()).isEqualTo(1_000_000);
        assertThat(largest.waiting()).isZero();
        assertThat(queue(0, Duration.ZERO).settings()).isEqualTo(Bulkhead.of(1).settings());
    }

    @Test
    void byDefaultNobodyWaits() {
        assertThat(Bulkhead.of(7).settings())
                .isEqualTo(new BulkheadSettings(7, 0, Duration.ZERO, Duration.ofMinutes(5)));
    }

    private static Arguments refusal(String message, ThrowingCallable build) {
        return arguments(message, build);
    }

    private static Bulkhead.Recipe queue(int maxWaiting, Duration maxWait) {
        return Bulkhead.of(1).queue(maxWaiting, maxWait);
    }
}
