package io.holdfast.examples.shopfast.report;

import io.holdfast.examples.shopfast.load.Answer;
import io.holdfast.examples.shopfast.load.CallLog;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;

/**
 * How long a side took to recover once its dependency was well again.
 *
 * <p>The point of recovery is the first customer of the phase who got a real answer and from whom on, to the end of the
 * phase, at least 99 % of all customers got one. It lies as far behind the end of the fault as that customer was due.
 *
 * @param afterNanos from the end of the fault to the point of recovery; meaningless if there is none
 * @param answered real answers from there to the end of the phase
 * @param offered customers from there to the end of the phase; zero if the side did not recover
 */
public record Recovery(long afterNanos, int answered, int offered) {
    private static final int REQUIRED_PERCENT = 99;

    /**
     * Looks for the point of recovery.
     *
     * @param phase after the fault
     * @param schedule that was played
     * @param log of the side; all arrivals of the phase have ended
     * @return where it is, or that there is none
     */
    public static Recovery in(Phase phase, Schedule schedule, CallLog log) {
        int end = schedule.endOf(phase);
        int answered = 0;
        Recovery earliest = new Recovery(Long.MAX_VALUE, 0, 0);
        for (int arrival = end - 1; arrival >= schedule.firstOf(phase); arrival--) {
            if (log.end(arrival).answer() != Answer.REAL) {
                continue;
            }
            answered++;
            int offered = end - arrival;
            if (answered * 100L >= (long) REQUIRED_PERCENT * offered) {
                earliest = new Recovery(schedule.dueNanos(arrival) - schedule.beginNanos(phase), answered, offered);
            }
        }
        return earliest;
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
