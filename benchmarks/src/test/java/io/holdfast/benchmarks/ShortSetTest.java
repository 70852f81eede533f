package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShortSetTest {
    @Test
    void aRowIsNamedAlsoByItsParameters() {
        assertThat(ShortSet.name("io.holdfast.benchmarks.Keyed.allow", List.of("1000")))
                .isEqualTo("Keyed.allow:1000");
        assertThat(ShortSet.name("io.holdfast.benchmarks.Floor.workCall", List.of()))
                .isEqualTo("Floor.workCall");
    }

    @Test
    void ofTwoJvmsTheQuieterOneCountsAndTheOneWithMoreBytes() {
        List<double[]> two = List.of(new double[] {50, 1000, 2}, new double[] {40, 1, 41});
        assertThat(Median.time(two)).isEqualTo(40);
        assertThat(Median.bytes(two)).isEqualTo(50);
        List<double[]> three = List.of(new double[] {50}, new double[] {40}, new double[] {60, 62});
        assertThat(Median.time(three)).isEqualTo(50);
        assertThat(Median.bytes(three)).isEqualTo(50);
        assertThat(Median.time(List.of())).isNaN();
        assertThat(Median.time(List.of(new double[] {40}, new double[0]))).isNaN();
        assertThat(Median.bytes(List.of(new double[] {40}, new double[0], new double[] {41})))
                .isNaN();
        assertThat(Median.of()).isNaN();
    }
}
