package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoriesTest {
    private static final Pattern SEED = Pattern.compile("-Dholdfast\\.seed=(-?\\d+)$");

    /** Breaks when a 7 and later a 9 went in; all other steps are noise. */
    private static final class Fragile {
        final List<Integer> in = new ArrayList<>();

        void add(int number) {
            in.add(number);
            if (number == 9 && in.contains(7)) {
                throw new IllegalStateException("7 before 9");
            }
        }
    }

    private static final Histories<Fragile> FRAGILE =
            Histories.of(random -> new Fragile(), HistoriesTest::number).length(50);

    private static Histories.Step<Fragile> number(RandomGenerator random) {
        int number = random.nextInt(20);
        return Histories.step("add " + number, fragile -> fragile.add(number));
    }

    @AfterEach
    void forget() {
        System.clearProperty("holdfast.seed");
        System.clearProperty("holdfast.histories");
    }

    private static AssertionError failure() {
        return catchThrowableOfType(AssertionError.class, () -> FRAGILE.run(10_000));
    }

    @Test
    void aFailureIsShrunkToTheStepsThatItNeeds() {
        assertThat(failure())
                .hasMessageContaining("of 50 steps fails: java.lang.IllegalStateException: 7 before 9")
                .hasMessageContaining("shrunk to 2 steps:\n  1. add 7\n  2. add 9\n")
                .hasMessageContaining("replay: ./mvnw -B verify -pl testkit -am "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Dtest=HistoriesTest -Dholdfast.seed=")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSeedOfTheMessageReplaysThatHistoryAlone() {
        String first = failure().getMessage();
        Matcher seed = SEED.matcher(first);
        assertThat(seed.find()).isTrue();
        System.setProperty("holdfast.seed", seed.group(1));
        System.setProperty("holdfast.histories", "1");
        assertThat(failure()).hasMessage(first);

        Histories<Fragile> harmless = Histories.of(random -> new Fragile(), random -> fragile -> {});
        assertThat(harmless.run(10_000)).as("histories with a given seed").isEqualTo(1);
    }

    @Test
    void thePropertySaysHowMany() {
        System.setProperty("holdfast.histories", "123");
        int[] fresh = new int[1];
        Histories<int[]> counting = Histories.of(
                random -> {
                    fresh[0]++;
                    return fresh;
                },
                random -> subject -> {});
        assertThat(counting.run(7)).isEqualTo(123);
        assertThat(fresh[0]).isEqualTo(123);
        System.clearProperty("holdfast.histories");
        assertThat(counting.run(7)).isEqualTo(7);
    }

    @Test
    void whatHoldsInTheEndIsCheckedAfterTheLastStep() {
        Histories<Fragile> sum = Histories.of(random -> new Fragile(), HistoriesTest::harmless)
                .length(30)
                .finallyCheck(fragile -> assertThat(fragile.in).doesNotContain(3));
        assertThatThrownBy(() -> sum.run(1_000)).hasMessageContaining("shrunk to 1 steps:\n  1. add 3\n");
    }

    private static Histories.Step<Fragile> harmless(RandomGenerator random) {
        int number = random.nextInt(5);
        return Histories.step("add " + number, fragile -> fragile.in.add(number));
    }

    @Test
    void theSubjectIsTheSameForTheSameSeed() {
        System.setProperty("holdfast.seed", "77");
        List<Long> drawn = new ArrayList<>();
        Histories<Integer> histories = Histories.of(
                random -> {
                    drawn.add(random.nextLong());
                    return 0;
                },
                random -> subject -> {});
        histories.run(1);
        histories.run(1);
        assertThat(drawn).hasSize(2);
        assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
    }

    @Test
    void neighbouringSeedsGiveUnrelatedSequences() {
        SeededGenerator one = new SeededGenerator(1);
        SeededGenerator two = new SeededGenerator(2);
        List<Long> ones = one.longs(1_000).boxed().toList();
        assertThat(two.longs(1_000).boxed()).doesNotContainAnyElementsOf(ones);
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> FRAGILE.length(0)).hasMessage("length: 0 (expected: >= 1 and <= 1000000)");
        assertThatThrownBy(() -> FRAGILE.run(0)).hasMessageStartingWith("histories: 0");
        System.setProperty("holdfast.histories", "-1");
        assertThatThrownBy(() -> FRAGILE.run(1)).hasMessageStartingWith("holdfast.histories: -1");
    }
}
