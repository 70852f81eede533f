package io.holdfast.examples.shopfast.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentileTest {
    @Test
    void isTheNearestRankOfUnsortedValues() {
        Percentile of = Percentile.of(50, 15, 40, 20, 35);

        assertThat(of.at(5)).isEqualTo(15);
        assertThat(of.at(30)).isEqualTo(20);
        assertThat(of.at(40)).isEqualTo(20);
        assertThat(of.at(50)).isEqualTo(35);
        assertThat(of.at(100)).isEqualTo(50);
    }

    @Test
    void leavesOnePercentAboveTheNinetyNinth() {
        Percentile of = Percentile.of(LongStream.rangeClosed(1, 1_000).toArray());

        assertThat(of.at(99)).isEqualTo(990);
        assertThat(of.at(1)).isEqualTo(10);
    }

    @Test
    void ofOneValueIsThatValue() {
        assertThat(Percentile.of(7).at(1)).isEqualTo(7);
        assertThat(Percentile.of(7).at(99)).isEqualTo(7);
    }

    @Test
    void doesNotTouchTheValuesItIsGiven() {
        long[] values = {3, 1, 2};

        assertThat(Percentile.of(values).at(50)).isEqualTo(2);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void refusesWhatHasNoPercentile() {
        assertThatIllegalArgumentException().isThrownBy(Percentile::of).withMessageContaining("values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Percentile.of(1).at(0))
                .withMessageContaining("1..100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Percentile.of(1).at(101))
                .withMessageContaining("1..100");
    }
}
