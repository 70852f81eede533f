package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void disturbedRoundsDoNotCount() {
        double[] yardstick = new double[100];
        double[] subject = new double[100];
        Arrays.setAll(yardstick, i -> i % 3 == 0 ? 10 : 25);
        Arrays.setAll(subject, i -> i % 3 == 0 || i % 3 == 1 ? 20 : 90);
        assertThat(new Sample(yardstick, subject, 0).ratio()).isEqualTo(2, within(1e-9));
    }

    /** A buffer that grows now and then: most rounds do not see it. What only the first rounds allocate is a late compilation. */
    @Test
    void bytesAllocatedSeldomCount() {
        assertThat(Sample.bytesPerCall(new double[] {0, 0, 0, 0, 60, 0, 0, 0, 0}))
                .isEqualTo(10, within(1e-9));
        assertThat(Sample.bytesPerCall(new double[] {16, 16, 16, 0, 0, 0, 0, 0, 0}))
                .isZero();
        assertThat(Sample.bytesPerCall(new double[] {16})).isEqualTo(16);
    }

    @Test
    void linesAreReadAsWritten() {
        Sample sample = Sample.parse(new Sample(new double[] {1.5, 2}, new double[] {3, 4.25}, 16).line());
        assertThat(sample.yardstick()).containsExactly(1.5, 2);
        assertThat(sample.subject()).containsExactly(3, 4.25);
        assertThat(sample.bytes()).isEqualTo(16);
    }
}
