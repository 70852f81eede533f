package io.holdfast.examples.shopfast.report;

import io.holdfast.examples.shopfast.load.Answer;
import io.holdfast.examples.shopfast.load.CallLog;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;

/**
 * How long a side took to recover once its dependency was well again.
 *
 * <p>The point of recovery is the first customer of the phase who got a real answer and from whom on, for five seconds, at
 * least 99 % of all customers got one. It lies as far behind the end of the fault as that customer was due.
 *
 * @param afterNanos from the end of the fault to the point of recovery; meaningless if there is none
 * @param answered real answers in those five seconds
 * @param offered customers in those five seconds; zero if the side did not recover
 */
public record Recovery(long afterNanos, int answered, int offered) {
    private static final int REQUIRED_PERCENT = 99;
    private static final int SECONDS = 5;

    /**
     * Looks for the point of recovery.
     *
     * @param phase after the fault
     * @param schedule that was played
     * @param log of the side; all arrivals of the phase have ended
     * @return where it is, or that there is none
     */
    public static Recovery in(Phase phase, Schedule schedule, CallLog log) {
        int window = SECONDS * schedule.perSecond();
        int end = schedule.endOf(phase);
        for (int arrival = schedule.firstOf(phase); arrival + window <= end; arrival++) {
            if (log.end(arrival).answer() != Answer.REAL) {
                continue;
            }
            int answered = log.tally(arrival, arrival + window).answered();
            if (answered * 100L >= (long) REQUIRED_PERCENT * window) {
                return new Recovery(schedule.dueNanos(arrival) - schedule.beginNanos(phase), answered, window);
            }
        }
        return new Recovery(Long.MAX_VALUE, 0, 0);
    }

    /**
     * Whether the side recovered.
     *
     * @return true if there is a point of recovery
     */
    public boolean happened() {
        return offered > 0;
    }
}
