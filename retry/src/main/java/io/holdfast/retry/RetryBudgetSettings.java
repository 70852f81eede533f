package io.holdfast.retry;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a retry budget: the one place of options, defaults and accepted ranges.
 *
 * @param enabled whether repetitions must be paid for; default true
 * @param percent how many repetitions 100 first attempts pay for; default 10, from 0 to 100 in steps of 0.1
 * @param burst how many repetitions may be made at once from savings; default 10, from 1 to 1,000,000. A budget begins with
 *     savings
 * @param floorPerSecond how many more may be made in a second when savings are used up, for callers with little traffic;
 *     default 1, from 0 to 1,000; 0 exactly when {@code floorPercent} is
 * @param floorPercent of how many first attempts in 100 these may at most be, so that a thousand small callers together
 *     make no storm; default 5, from 0 to 100 in steps of 0.1
 */
public record RetryBudgetSettings(boolean enabled, double percent, int burst, int floorPerSecond, double floorPercent)
        implements PolicySettings<RetryBudgetSettings> {
    /** 10 percent of first attempts, savings for 10, and 1 a second for small callers, at most 5 percent of theirs. */
    public static final RetryBudgetSettings DEFAULT = new RetryBudgetSettings(true, 10, 10, 1, 5);

    /** No budget: repetitions cost nothing, and an outage multiplies the load by the number of attempts. */
    public static final RetryBudgetSettings NONE = new RetryBudgetSettings(false, 10, 10, 1, 5);

    private static final int STEPS = 10;

    /**
     * Checks the parts.
     *
     * @param enabled as above
     * @param percent as above
     * @param burst as above
     * @param floorPerSecond as above
     * @param floorPercent as above
     */
    public RetryBudgetSettings {
        share("percent", percent);
        Require.range("burst", burst, 1, 1_000_000);
        Require.range("floorPerSecond", floorPerSecond, 0, 1_000);
        share("floorPercent", floorPercent);
        if (floorPerSecond == 0 != (floorPercent == 0)) {
            throw Require.refused(
                    "floorPerSecond and floorPercent",
                    floorPerSecond + " and " + floorPercent,
                    "both zero, or both positive");
        }
    }

    private static void share(String option, double value) {
        if (!(value >= 0 && value <= 100) || Math.rint(value * STEPS) / STEPS != value) {
            throw Require.refused(option, value, ">= 0 and <= 100 in steps of 0.1");
        }
    }

    /** What one first attempt pays, in thousandths of a repetition. */
    static long milliTokens(double percent) {
        return Math.round(percent * STEPS);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("enabled", Boolean.toString(enabled));
        options.put("percent", Double.toString(percent));
        options.put("burst", Integer.toString(burst));
        options.put("floorPerSecond", Integer.toString(floorPerSecond));
        options.put("floorPercent", Double.toString(floorPercent));
        return options;
    }

    @Override
    public RetryBudgetSettings with(Map<String, String> changes) {
        Options given = new Options(changes);
        RetryBudgetSettings changed = new RetryBudgetSettings(
                given.flag("enabled", enabled),
                given.fraction("percent", percent),
                given.integer("burst", burst),
                given.integer("floorPerSecond", floorPerSecond),
                given.fraction("floorPercent", floorPercent));
        given.refuseUnknown();
        return changed;
    }
}
