package io.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FootprintsTest {
    @Test
    void anInstanceWeighsWhatItIs() {
        assertThat(Footprints.each(i -> new long[2])).isEqualTo(32);
        assertThat(Footprints.each(i -> new Object[] {new int[1]}))
                .as("one reference and what it leads to")
                .isEqualTo(24 + 24);
    }
}
