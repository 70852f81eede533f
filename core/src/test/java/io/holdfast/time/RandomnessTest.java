package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomnessTest {
    private static List<Long> draws(long seed) {
        Randomness randomness = Randomness.seeded(seed);
        List<Long> draws = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            draws.add(randomness.below(1_000_000_000));
        }
        return draws;
    }

    @Test
    void aSeedRepeatsItsSequence() {
        assertThat(draws(7)).isEqualTo(draws(7));
    }

    @Test
    void neighbouringSeedsShareNothing() {
        assertThat(draws(7)).doesNotContainAnyElementsOf(draws(8));
    }
}
