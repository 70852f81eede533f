package io.holdfast.circuitbreaker;

import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.Set;

/**
 * What opens a circuit. A breaker may have several; any one of them opens it, and the event says which.
 *
 * <p>As text, see {@link #parse}: {@code 5 failures in 10s}, {@code 3 consecutive failures}, {@code 3 timeout failures in 60s},
 * {@code 50% failures in 60s, min 20}, {@code 50% failures of 100 calls, min 20}, {@code 5 calls over 2s in 10s},
 * {@code 80% calls over 2s of 100 calls, min 20}.
 *
 * <p>Whatever is neutral or was not started counts for no trigger. A call is slow when it took at least a given time, whether
 * it succeeded or failed, or when it has been running for that long and is running still.
 */
public sealed interface Trigger permits CountTrigger, RateTrigger {
    /**
     * The failures that count.
     *
     * @return their kinds; empty for all kinds, and where slow calls are counted
     */
    Set<FailureKind> kinds();

    /**
     * From which duration a call counts as slow.
     *
     * @return zero when failures are counted
     */
    Duration slowerThan();

    /**
     * A number of failures in a time, whatever succeeds between them; exact to the nanosecond.
     *
     * @param failures how many failures open the circuit; from 1 to 1,000
     * @return the next step
     */
    static InTime failures(int failures) {
        return window -> {
            Require.duration("within", window);
            return new CountTrigger(failures, window, Duration.ZERO, Set.of());
        };
    }

    /**
     * A number of failures without a success between them, however long that takes.
     *
     * @param failures how many failures open the circuit; from 1 to 1,000
     * @return the trigger
     */
    static CountTrigger consecutiveFailures(int failures) {
        return new CountTrigger(failures, Duration.ZERO, Duration.ZERO, Set.of());
    }

    /**
     * A share of failures among the calls of a window.
     *
     * @param percent the share that opens the circuit; above 0 and at most 100, with at most four decimals
     * @return the next step
     */
    static Over failureRate(double percent) {
        return (calls, window) -> RateTrigger.over(percent, calls, window, Duration.ZERO);
    }

    /**
     * A number of slow calls in a time; those that are still running count too.
     *
     * @param calls how many slow calls open the circuit; from 1 to 1,000
     * @param slowerThan from which duration on a call is slow
     * @return the next step
     */
    static InTime slowCalls(int calls, Duration slowerThan) {
        Require.duration("slowerThan", slowerThan);
        return window -> {
            Require.duration("within", window);
            return new CountTrigger(calls, window, slowerThan, Set.of());
        };
    }

    /**
     * A share of slow calls among the calls of a window; those that are still running count in addition.
     *
     * @param percent the share that opens the circuit; above 0 and at most 100, with at most four decimals
     * @param slowerThan from which duration on a call is slow
     * @return the next step
     */
    static Over slowRate(double percent, Duration slowerThan) {
        Require.duration("slowerThan", slowerThan);
        return (calls, window) -> RateTrigger.over(percent, calls, window, slowerThan);
    }

    /**
     * Reads what {@code toString} of a trigger writes.
     *
     * @param text the text
     * @return the trigger
     * @throws IllegalArgumentException when it is not understood, or a number is not accepted
     */
    static Trigger parse(String text) {
        return TriggerText.parse(Require.given("trigger", text));
    }

    /** The second half of a count: in which time. */
    @FunctionalInterface
    interface InTime {
        /**
         * In which time they must fall.
         *
         * @param window the time, both ends included; above zero
         * @return the trigger
         */
        CountTrigger within(Duration window);
    }

    /** The second half of a share: among which calls. */
    @FunctionalInterface
    interface Over {
        /**
         * Among the last calls, or those of a time; one of the two is zero.
         *
         * @param calls how many of the last calls
         * @param window in which time
         * @return the trigger
         */
        RateTrigger over(int calls, Duration window);

        /**
         * Among the calls of a time, counted in twentieths of it. At least {@link RateTrigger#DEFAULT_MINIMUM} calls must
         * have been made, unless told otherwise.
         *
         * @param window the time, at least 20 ns
         * @return the trigger
         */
        default RateTrigger within(Duration window) {
            Require.duration("within", window);
            return over(0, window);
        }

        /**
         * Among the last calls. As many must have been made, unless told otherwise.
         *
         * @param calls how many; from 1 to 1,000
         * @return the trigger
         */
        default RateTrigger overCalls(int calls) {
            Require.range("overCalls", calls, 1, RateTrigger.MOST_CALLS);
            return over(calls, Duration.ZERO);
        }
    }
}
