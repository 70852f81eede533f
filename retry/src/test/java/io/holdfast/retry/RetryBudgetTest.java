package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Histories;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What the word does, one caller at a time. */
class RetryBudgetTest {
    private static final RetryBudgetSettings TENTH = settings(10, 10, 0, 0);

    private final VirtualTime time = VirtualTime.manual();

    private static RetryBudgetSettings settings(double percent, int burst, int perSecond, double floorPercent) {
        return new RetryBudgetSettings(true, percent, burst, perSecond, floorPercent);
    }

    private RetryBudget budget(RetryBudgetSettings settings) {
        return RetryBudget.of("b", settings, time);
    }

    private int taken(RetryBudget budget, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += budget.takesOut(time.nanos()) ? 1 : 0;
        }
        return taken;
    }

    private static void payIn(RetryBudget budget, int firstAttempts) {
        for (int i = 0; i < firstAttempts; i++) {
            budget.paysIn();
        }
    }

    @Test
    void aNewOneHasTheBurstAndNoMore() {
        RetryBudget budget = budget(TENTH);
        payIn(budget, 1_000);
        assertThat(budget.available()).isEqualTo(10);
        assertThat(taken(budget, 100)).isEqualTo(10);
        assertThat(budget.available()).isZero();
        assertThat(budget.view().refused()).isEqualTo(90);
    }

    @Test
    void tenFirstAttemptsPayForOneRepetition() {
        RetryBudget budget = budget(TENTH);
        taken(budget, 10);
        payIn(budget, 9);
        assertThat(taken(budget, 1)).isZero();
        payIn(budget, 1);
        assertThat(taken(budget, 2)).isEqualTo(1);
    }

    @Test
    void aTenthOfAPercentIsExact() {
        RetryBudget budget = budget(settings(0.1, 1, 0, 0));
        taken(budget, 1);
        payIn(budget, 999);
        assertThat(taken(budget, 1)).isZero();
        payIn(budget, 1);
        assertThat(taken(budget, 1)).isEqualTo(1);
    }

    @Test
    void aRefusalChangesNothing() {
        RetryBudget budget = budget(TENTH);
        taken(budget, 10);
        payIn(budget, 9);
        taken(budget, 1_000_000);
        payIn(budget, 1);
        assertThat(taken(budget, 2)).isEqualTo(1);
    }

    @Test
    void theFloorIsAtMostOneASecondAndAShareOfFirstAttempts() {
        RetryBudget budget = budget(settings(0, 1, 1, 5));
        assertThat(taken(budget, 5)).as("savings of 1, floor of 1").isEqualTo(2);
        time.advance(Duration.ofHours(1));
        assertThat(taken(budget, 5)).as("time alone pays for nothing").isZero();
        payIn(budget, 19);
        assertThat(taken(budget, 5)).isZero();
        payIn(budget, 1);
        assertThat(taken(budget, 5)).as("20 first attempts at 5 %").isEqualTo(1);
        payIn(budget, 1_000);
        assertThat(taken(budget, 5)).as("one a second").isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(taken(budget, 5)).isEqualTo(1);
        assertThat(budget.view().fromFloor()).isEqualTo(3);
    }

    @Test
    void withoutABudgetEverythingIsPaidFor() {
        RetryBudget budget = budget(RetryBudgetSettings.NONE);
        assertThat(taken(budget, 100_000)).isEqualTo(100_000);
    }

    @Test
    void aSmallerBurstKeepsTheDebtAndALargerOneIsThereAtOnce() {
        RetryBudget budget = budget(TENTH);
        taken(budget, 6);
        budget.reconfigure(settings(10, 5, 0, 0));
        assertThat(budget.available()).isZero();
        assertThat(taken(budget, 1)).isZero();
        payIn(budget, 19);
        assertThat(taken(budget, 1)).as("6 - 1.9 + 1 > 5").isZero();
        payIn(budget, 1);
        assertThat(taken(budget, 2)).isEqualTo(1);
        budget.reconfigure(settings(10, 100, 0, 0));
        assertThat(taken(budget, 1_000)).isEqualTo(95);
    }

    @Test
    void offAndOnAgainKeepsTheDebt() {
        RetryBudget budget = budget(TENTH);
        taken(budget, 10);
        budget.reconfigure(RetryBudgetSettings.NONE);
        assertThat(taken(budget, 50)).isEqualTo(50);
        budget.reconfigure(TENTH);
        assertThat(taken(budget, 50)).isZero();
    }

    /** The slow and obvious one, in exact tenths of a percent. */
    private static final class Twin {
        private final RetryBudgetSettings settings;
        private long savings;
        private long floorShare = 1_000;
        private Long floorFreeAt;
        private long floorInterval;

        Twin(RetryBudgetSettings settings) {
            this.settings = settings;
            this.savings = settings.burst() * 1_000L;
            this.floorInterval = settings.floorPerSecond() == 0 ? 0 : 1_000_000_000L / settings.floorPerSecond();
        }

        void paysIn() {
            savings = Math.min(savings + Math.round(settings.percent() * 10), settings.burst() * 1_000L);
            floorShare = Math.min(floorShare + Math.round(settings.floorPercent() * 10), 1_000);
        }

        boolean takesOut(long now) {
            if (savings >= 1_000) {
                savings -= 1_000;
                return true;
            }
            boolean rests = floorFreeAt != null && now - floorFreeAt < 0;
            if (settings.floorPerSecond() == 0 || floorShare < 1_000 || rests) {
                return false;
            }
            floorFreeAt = now + floorInterval;
            floorShare -= 1_000;
            return true;
        }
    }

    private record Pair(RetryBudget real, Twin twin, VirtualTime time, long[] count) {}

    private static Histories.Step<Pair> firstAttempts(int count) {
        return Histories.step(count + " first attempts", pair -> {
            for (int i = 0; i < count; i++) {
                pair.real.paysIn();
                pair.twin.paysIn();
                pair.count[0]++;
            }
        });
    }

    private static Histories.Step<Pair> repetitions(int count) {
        return Histories.step(count + " repetitions", pair -> {
            for (int i = 0; i < count; i++) {
                boolean paid = pair.real.takesOut(pair.time.nanos());
                pair.count[1] += paid ? 1 : 0;
                if (paid != pair.twin.takesOut(pair.time.nanos())) {
                    throw new AssertionError("repetition " + i + ": " + paid + ", the twin says otherwise");
                }
            }
        });
    }

    private static Histories.Step<Pair> rest(long millis) {
        return Histories.step("rest " + millis + " ms", pair -> pair.time.advance(Duration.ofMillis(millis)));
    }

    @Test
    void isItsTwinAndKeepsB3() {
        List<RetryBudgetSettings> some = List.of(
                RetryBudgetSettings.DEFAULT,
                TENTH,
                settings(0.1, 1, 1, 0.1),
                settings(100, 3, 5, 50),
                settings(30, 2, 1, 0.7),
                settings(0, 2, 1, 5));
        long ran = Histories.<Pair>of(
                        random -> {
                            RetryBudgetSettings settings = some.get(random.nextInt(some.size()));
                            VirtualTime own = VirtualTime.manual(Long.MAX_VALUE - random.nextInt(1_000_000));
                            return new Pair(RetryBudget.of("b", settings, own), new Twin(settings), own, new long[2]);
                        },
                        RetryBudgetTest::anyStep)
                .length(60)
                .finallyCheck(pair -> {
                    RetryBudgetSettings s = pair.real.settings();
                    double seconds = 60 * 3.0; // at most
                    double bound = s.burst()
                            + s.percent() / 100 * pair.count[0]
                            + Math.min(s.floorPerSecond() * seconds, s.floorPercent() / 100 * pair.count[0])
                            + 1;
                    if (pair.count[1] > bound) {
                        throw new AssertionError(pair.count[1] + " repetitions, at most " + bound);
                    }
                    if (pair.real.available() != pair.twin.savings / 1_000) {
                        throw new AssertionError(pair.real.available() + " available");
                    }
                })
                .run(10_000);
        assertThat(ran).isGreaterThanOrEqualTo(10_000);
    }

    private static Histories.Step<Pair> anyStep(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> firstAttempts(random.nextInt(40));
            case 1 -> repetitions(1 + random.nextInt(6));
            default -> rest(random.nextInt(3_000));
        };
    }
}
