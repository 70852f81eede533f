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
    void neitherOfTwoJvmsIsPreferred() {
        assertThat(Median.ofJvms(List.of(new double[] {40, 1, 41}, new double[] {50, 1000, 2})))
                .isEqualTo(45);
        assertThat(Median.ofJvms(List.of(new double[] {40}, new double[0]))).isNaN();
        assertThat(Median.ofJvms(List.of(new double[] {40}, new double[0], new double[] {41})))
                .isNaN();
        assertThat(Median.of()).isNaN();
    }
}
