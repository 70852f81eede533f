package io.holdfast.examples.shopfast.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerComparisonTest {
    @Test
    void isEqualForTheSameIdsInAnyOrder() {
        LedgerComparison comparison = LedgerComparison.of(ledger("a", "b", "c"), ledger("c", "a", "b"));

        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison.sent()).isEqualTo(3);
        assertThat(comparison.arrived()).isEqualTo(3);
    }

    @Test
    void namesWhatWasLostAndWhatIsUnknownThoughTheCountsAgree() {
        LedgerComparison comparison = LedgerComparison.of(ledger("a", "b"), ledger("b", "x"));

        assertThat(comparison.isEqual()).isFalse();
        assertThat(comparison.lost()).containsExactly("a");
        assertThat(comparison.unknown()).containsExactly("x");
    }

    @Test
    void noticesAHiddenRetry() {
        LedgerComparison comparison = LedgerComparison.of(ledger("a"), ledger("a", "a"));

        assertThat(comparison.isEqual()).isFalse();
        assertThat(comparison.repeated()).isEqualTo(1);
        assertThat(comparison.arrived()).isEqualTo(1);
    }

    @Test
    void isEqualForNothingAtAll() {
        assertThat(LedgerComparison.of(ledger(), ledger()).isEqual()).isTrue();
    }

    private static Ledger ledger(String... ids) {
        Ledger ledger = new Ledger();
        for (String id : ids) {
            ledger.record(id);
        }
        return ledger;
    }
}
