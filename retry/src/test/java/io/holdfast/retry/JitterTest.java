package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.event.FaultLog;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How waits are distributed: the largest distance between the distribution of 10,000 seeded draws and the one that is meant
 * (Kolmogorov and Smirnov) stays below the value that one sample in a thousand exceeds, 1.95 / sqrt(n).
 */
class JitterTest {
    private static final int DRAWS = 10_000;
    private static final double ONE_IN_A_THOUSAND = 1.95 / Math.sqrt(DRAWS);
    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @EnumSource(value = Jitter.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isEvenBelowTheCap(Jitter jitter) {
        Backoff backoff = new Backoff(Growth.EXPONENTIAL, SECOND, 2, 60 * SECOND, jitter, 20);
        double[] interval = interval(jitter, 3.2, 4.8, 4, 12);
        double distance = distance(backoff, backoff.nominal(3), 4 * SECOND, interval);
        System.out.printf("jitter %s: distance %.4f of at most %.4f%n", jitter, distance, ONE_IN_A_THOUSAND);
        assertThat(distance).isLessThan(ONE_IN_A_THOUSAND);
    }

    @ParameterizedTest
    @EnumSource(value = Jitter.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isEvenAtTheCap(Jitter jitter) {
        Backoff backoff = new Backoff(Growth.EXPONENTIAL, SECOND, 2, 60 * SECOND, jitter, 20);
        double[] interval = interval(jitter, 36, 60, 60, 60);
        assertThat(distance(backoff, 60 * SECOND, 60 * SECOND, interval)).isLessThan(ONE_IN_A_THOUSAND);
    }

    @Test
    void aDrawThatIsCutToTheCapAfterwardsWouldBeFound() {
        double[] cut = new double[DRAWS];
        Randomness randomness = Randomness.seeded(1);
        for (int i = 0; i < DRAWS; i++) {
            cut[i] = Math.min(48 * SECOND + randomness.below(24 * SECOND + 1), 60 * SECOND);
        }
        assertThat(distance(cut, 36 * SECOND, 60 * SECOND)).isGreaterThan(10 * ONE_IN_A_THOUSAND);
    }

    /** What the dependency asked for is spread, too: upwards only, for it said not to come earlier. */
    @ParameterizedTest
    @EnumSource(value = Jitter.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPushBackIsSpreadEvenlyAndNeverShortened(Jitter jitter) {
        Backoff backoff = new Backoff(Growth.EXPONENTIAL, SECOND, 2, 60 * SECOND, jitter, 20);
        Randomness randomness = Randomness.seeded(7);
        double[] waits = new double[DRAWS];
        double[] nearTheCap = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            waits[i] = backoff.pushedBack(30 * SECOND, randomness);
            nearTheCap[i] = backoff.pushedBack(58 * SECOND, randomness);
        }
        assertThat(distance(waits, 30 * SECOND, 36 * SECOND)).isLessThan(ONE_IN_A_THOUSAND);
        assertThat(distance(nearTheCap, 58 * SECOND, 60 * SECOND)).isLessThan(ONE_IN_A_THOUSAND);
        assertThat(Arrays.stream(waits).min().orElseThrow()).isGreaterThanOrEqualTo(30 * SECOND);
        assertThat(Arrays.stream(nearTheCap).max().orElseThrow()).isLessThanOrEqualTo(60 * SECOND);
        assertThat(backoff.pushedBack(60 * SECOND, randomness)).isEqualTo(60 * SECOND);
    }

    /** In seconds, as the documentation has it, for a delay of one second; not asked of what is tested. */
    private static double[] interval(Jitter jitter, double spreadLow, double spreadHigh, double wait, double tripled) {
        return switch (jitter) {
            case NONE -> new double[] {wait, wait};
            case SPREAD -> new double[] {spreadLow, spreadHigh};
            case FULL -> new double[] {0, wait};
            case EQUAL -> new double[] {wait / 2, wait};
            case DECORRELATED -> new double[] {1, tripled};
        };
    }

    private static double distance(Backoff backoff, long nominal, long before, double[] interval) {
        double low = interval[0] * SECOND;
        double high = interval[1] * SECOND;
        Randomness randomness = Randomness.seeded(7);
        double[] draws = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            draws[i] = backoff.spread(nominal, before, randomness);
        }
        return distance(draws, low, high);
    }

    private static double distance(double[] draws, double low, double high) {
        Arrays.sort(draws);
        double largest = 0;
        for (int i = 0; i < draws.length; i++) {
            double meant = (draws[i] - low) / (high - low);
            largest = Math.max(largest, Math.max((i + 1.0) / draws.length - meant, meant - (double) i / draws.length));
        }
        return largest;
    }

    /** Pearson's coefficient of two independent samples lies within 4 / sqrt(n), but for one pair in 15,000. */
    @ParameterizedTest
    @EnumSource(value = Jitter.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theWaitsOfTwoClientsAreUncorrelated(Jitter jitter) {
        double[] first = waits(jitter, Randomness.seeded(1));
        double[] second = waits(jitter, Randomness.seeded(2));
        double correlation = correlation(first, second);
        System.out.printf("jitter %s: correlation of two clients %.4f%n", jitter, correlation);
        assertThat(Math.abs(correlation)).isLessThan(4 / Math.sqrt(DRAWS));
        assertThat(correlation(first, waits(jitter, Randomness.seeded(1))))
                .as("the same seed")
                .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(Math.abs(correlation(waits(jitter, Randomness.system()), waits(jitter, Randomness.system()))))
                .isLessThan(5 / Math.sqrt(DRAWS));
    }

    /** The waits after the third failure of 10,000 calls of one client. */
    private static double[] waits(Jitter jitter, Randomness randomness) {
        VirtualTime time = VirtualTime.automatic();
        Retry retry = Retry.exponential(Duration.ofSeconds(1))
                .attempts(9)
                .jitter(jitter)
                .withoutBudget()
                .create(new PolicySite("r", time, randomness));
        double[] waits = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            Attempts attempts = new Attempts();
            for (int failure = 0; failure < 3; failure++) {
                waits[i] = retry.next(attempts.record(Verdict.ERROR, null, null, time.nanos(), Deadline.NONE));
            }
        }
        return waits;
    }

    private static double correlation(double[] a, double[] b) {
        double meanOfA = Arrays.stream(a).average().orElseThrow();
        double meanOfB = Arrays.stream(b).average().orElseThrow();
        double both = 0;
        double onlyA = 0;
        double onlyB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanOfA) * (b[i] - meanOfB);
            onlyA += (a[i] - meanOfA) * (a[i] - meanOfA);
            onlyB += (b[i] - meanOfB) * (b[i] - meanOfB);
        }
        return both / Math.sqrt(onlyA * onlyB);
    }

    @Test
    void decorrelatedWaitsRememberTheLastOfTheirOwnCall() {
        RetryPlan plan = RetryPlan.of(
                RetrySettings.waits(Growth.EXPONENTIAL, Duration.ofSeconds(1)).jitter(Jitter.DECORRELATED), null);
        RetryBudget unlimited = RetryBudget.of("b", RetryBudgetSettings.NONE);
        Attempts attempts = new Attempts();
        long[] expected = {3 * SECOND, 9 * SECOND};
        for (long each : expected) {
            attempts.record(Verdict.ERROR, null, null, 0, Deadline.NONE);
            assertThat(plan.decide(attempts, unlimited, bound -> bound - 1, new FaultLog("r"))
                            .waitNanos())
                    .isEqualTo(each);
        }
    }
}
