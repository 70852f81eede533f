package io.holdfast.circuitbreaker;

import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Options;
import io.holdfast.spi.Require;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens the circuit at a share of failures or slow calls. Looked at when one of those ends, never at another success.
 *
 * @param percent the share; above 0 and at most 100, with at most four decimals
 * @param minimumCalls below how many calls the share means nothing; from 1 to 1,000, and at most {@code calls} if that is given
 * @param calls among how many of the last calls; from 1 to 1,000; 0 means among those of a time
 * @param within among the calls of which time, counted in twentieths of it; zero means among the last calls; else at least 20 ns
 * @param slowerThan from which duration on a call counts; zero means that failures count
 * @param kinds which failures count; empty means all; failures of other kinds are calls, too
 */
public record RateTrigger(
        double percent, int minimumCalls, int calls, Duration within, Duration slowerThan, Set<FailureKind> kinds)
        implements Trigger {
    /** How many calls there must be in a time unless told otherwise. */
    public static final int DEFAULT_MINIMUM = 20;

    static final int MOST_CALLS = 1_000;
    static final int MILLIONTHS_PER_PERCENT = 10_000;
    private static final int FULL_PERCENT = 100;
    private static final int DECIMALS = 4;

    /**
     * Checks the parts.
     *
     * @param percent as above
     * @param minimumCalls as above
     * @param calls as above
     * @param within as above
     * @param slowerThan as above
     * @param kinds as above
     */
    public RateTrigger {
        if (!(percent > 0 && percent <= FULL_PERCENT)
                || BigDecimal.valueOf(percent).stripTrailingZeros().scale() > DECIMALS) {
            throw Require.refused("percent", percent, "> 0 and <= 100, at most four decimals");
        }
        Require.durationOrZero("slowerThan", slowerThan);
        Require.range("overCalls", calls, 0, MOST_CALLS);
        Require.durationOrZero("within", within);
        if ((calls == 0) == within.isZero()) {
            throw Require.refused("within", within, "either a time or a number of calls, not both");
        }
        if (calls == 0 && within.toNanos() < TimeWindow.CELLS) {
            throw Require.refused("within", within, ">= " + TimeWindow.CELLS + " ns");
        }
        Require.range("minimumCalls", minimumCalls, 1, calls == 0 ? MOST_CALLS : calls);
        kinds = TriggerText.checked(kinds, slowerThan);
    }

    static RateTrigger over(double percent, int calls, Duration window, Duration slowerThan) {
        int minimum = calls == 0 ? DEFAULT_MINIMUM : calls;
        return new RateTrigger(percent, minimum, calls, window, slowerThan, Set.of());
    }

    /**
     * The same with another minimum.
     *
     * @param least below how many calls the share means nothing
     * @return a new trigger
     */
    public RateTrigger minimumCalls(int least) {
        return new RateTrigger(percent, least, calls, within, slowerThan, kinds);
    }

    /**
     * The same for some kinds of failure only.
     *
     * @param first one kind: ERROR, TIMEOUT or OVERLOADED
     * @param more further kinds
     * @return a new trigger
     */
    public RateTrigger only(FailureKind first, FailureKind... more) {
        return new RateTrigger(percent, minimumCalls, calls, within, slowerThan, set(first, more));
    }

    static Set<FailureKind> set(FailureKind first, FailureKind... more) {
        return EnumSet.of(Require.given("kinds", first), more);
    }

    /** The share in millionths, exact. */
    int millionths() {
        return (int) Math.round(percent * MILLIONTHS_PER_PERCENT);
    }

    @Override
    public String toString() {
        String share =
                BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + "% " + TriggerText.counted(this);
        return share + (calls == 0 ? " in " + Options.text(within) : " of " + calls + " calls") + ", min "
                + minimumCalls;
    }
}
