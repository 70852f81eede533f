package io.holdfast.circuitbreaker;

import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Options;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.Set;

/**
 * Opens the circuit after a number of failures or slow calls.
 *
 * @param count how many; from 1 to 1,000
 * @param within in which time they must fall, both ends included; zero means without a success between them
 * @param slowerThan from which duration on a call counts; zero means that failures count
 * @param kinds which failures count; empty means all
 */
public record CountTrigger(int count, Duration within, Duration slowerThan, Set<FailureKind> kinds) implements Trigger {
    private static final int MOST = 1_000;

    /**
     * Checks the parts.
     *
     * @param count as above
     * @param within as above
     * @param slowerThan as above
     * @param kinds as above
     */
    public CountTrigger {
        Require.durationOrZero("slowerThan", slowerThan);
        Require.range(slowerThan.isZero() ? "failures" : "slowCalls", count, 1, MOST);
        if (slowerThan.isZero()) {
            Require.durationOrZero("within", within);
        } else {
            Require.duration("within", within);
        }
        kinds = TriggerText.checked(kinds, slowerThan);
    }

    /**
     * The same for some kinds of failure only. Failures of other kinds neither count nor end a run of consecutive ones.
     *
     * @param first one kind: ERROR, TIMEOUT or OVERLOADED
     * @param more further kinds
     * @return a new trigger
     */
    public CountTrigger only(FailureKind first, FailureKind... more) {
        return new CountTrigger(count, within, slowerThan, RateTrigger.set(first, more));
    }

    /**
     * Whether a run without a success is counted.
     *
     * @return false when what falls into a time is counted
     */
    public boolean consecutive() {
        return within.isZero();
    }

    @Override
    public String toString() {
        String what = TriggerText.counted(this);
        return consecutive() ? count + " consecutive " + what : count + " " + what + " in " + Options.text(within);
    }
}
