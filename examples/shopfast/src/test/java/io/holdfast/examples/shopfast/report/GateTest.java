package io.holdfast.examples.shopfast.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    @ParameterizedTest
    @CsvSource({
        "999, 1000, 999, true",
        "998, 1000, 999, false",
        "799, 800, 999, false",
        "800, 800, 999, true",
        "0, 0, 0, false",
        "9990000000, 10000000000, 999, true",
        "9989999999, 10000000000, 999, false",
    })
    void comparesSharesExactly(long part, long whole, int permille, boolean holds) {
        assertThat(Gate.shareAtLeast("share", part, whole, permille).holds()).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 1000, true",
        "101, 1000, false",
        "0, 1000, true",
        "1000, 1000, false",
        "2000, 1000, false",
        "0, 0, false",
    })
    void wantsNineTenthsFewer(long count, long than, boolean holds) {
        assertThat(Gate.reducedBy("calls", count, than, 900).holds()).isEqualTo(holds);
    }

    @Test
    void isBelowALimitOnlyIfLess() {
        assertThat(Gate.below("p99", 999_999_999L, 1_000_000_000L).holds()).isTrue();
        assertThat(Gate.below("p99", 1_000_000_000L, 1_000_000_000L).holds()).isFalse();
    }

    @Test
    void counterProofHoldsWhereTheGateDoesNot() {
        Gate slow = Gate.below("bare: p99", 5_000_000_000L, 1_000_000_000L);

        assertThat(slow.holds()).isFalse();
        assertThat(slow.missed().holds()).isTrue();
        assertThat(slow.missed().line()).startsWith("PASS").contains("bare: p99", "5.00 s", "not < 1.00 s");
    }

    @Test
    void neverRoundsAMissUpToTheLimit() {
        Gate gate = Gate.shareAtLeast("real answers", 99_899, 100_000, 999);

        assertThat(gate.holds()).isFalse();
        assertThat(gate.line()).startsWith("FAIL").contains("99.89 % (99899 of 100000)", ">= 99.9 %");
    }

    @Test
    void fitsOneHundredAndTwentyColumns() {
        Gate longest = Gate.reducedBy("bare: calls into the dead stub", 2_800, 2_800, 900)
                .missed();

        assertThat(longest.line().length()).isLessThanOrEqualTo(120);
        assertThat(Gate.heading().length()).isLessThanOrEqualTo(120);
    }
}
