package io.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequireTest {
    @Test
    void durationsArePositiveAndAtMostACentury() {
        assertThat(Require.duration("limit", Duration.ofNanos(1))).isEqualTo(1);
        assertThat(Require.duration("limit", Require.LONGEST)).isEqualTo(Require.LONGEST.toNanos());
        for (Duration bad : new Duration[] {
            Duration.ZERO, Duration.ofNanos(-1), Require.LONGEST.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE)
        }) {
            assertThatThrownBy(() -> Require.duration("limit", bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit: " + bad + " (expected: > PT0S and <= 36500 days)");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefusedByName() {
        assertThatThrownBy(() -> Require.duration("limit", null)).hasMessageStartingWith("limit: null (expected:");
        assertThatThrownBy(() -> Require.name("name", null)).hasMessageStartingWith("name: null (expected:");
        assertThatThrownBy(() -> Require.given("policy", null)).hasMessage("policy: null (expected: not null)");
    }

    @Test
    void zeroIsAcceptedWhereItMeansSomething() {
        assertThat(Require.durationOrZero("maxWait", Duration.ZERO)).isZero();
        assertThatThrownBy(() -> Require.durationOrZero("maxWait", Duration.ofNanos(-1)))
                .hasMessage("maxWait: PT-0.000000001S (expected: >= PT0S and <= 36500 days)");
    }

    @Test
    void numbersLieInTheirRange() {
        assertThat(Require.range("permits", 1, 1, 5)).isEqualTo(1);
        assertThat(Require.range("permits", 5, 1, 5)).isEqualTo(5);
        assertThatThrownBy(() -> Require.range("permits", 6, 1, 5)).hasMessage("permits: 6 (expected: >= 1 and <= 5)");
        assertThatThrownBy(() -> Require.range("permits", 0, 1, 5)).hasMessage("permits: 0 (expected: >= 1 and <= 5)");
    }

    @Test
    void namesAreReadable() {
        assertThat(Require.name("name", "payments/eu")).isEqualTo("payments/eu");
        for (String bad : new String[] {"", " ", "a\nb", "x".repeat(201)}) {
            assertThatThrownBy(() -> Require.name("name", bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
