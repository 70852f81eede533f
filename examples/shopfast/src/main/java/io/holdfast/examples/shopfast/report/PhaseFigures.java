package io.holdfast.examples.shopfast.report;

import io.holdfast.examples.shopfast.load.CallLog;
import io.holdfast.examples.shopfast.load.Finished;
import io.holdfast.examples.shopfast.load.Percentile;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.load.Tally;
import io.holdfast.examples.shopfast.stub.Arrivals;

/**
 * One side in one phase.
 *
 * <p>Customers belong to the phase in which they were due, calls to the phase in which they reached the stub. Latency
 * is counted from the due time until the customer had an answer, a fallback or an error.
 *
 * @param phase which
 * @param tally how the customers who came fared
 * @param p50Nanos the latency that half of them did not exceed
 * @param p99Nanos the latency that 99 % of them did not exceed
 * @param reached how many calls reached the stub
 */
public record PhaseFigures(Phase phase, Tally tally, long p50Nanos, long p99Nanos, long reached) {
    /**
     * Works out the figures of a phase that is over.
     *
     * @param phase which
     * @param schedule that was played
     * @param log of the side; all arrivals of the phase have ended
     * @param arrivals at the stub of the side
     * @return the figures
     */
    public static PhaseFigures of(Phase phase, Schedule schedule, CallLog log, Arrivals arrivals) {
        int first = schedule.firstOf(phase);
        int end = schedule.endOf(phase);
        long[] latencies = new long[end - first];
        for (int arrival = first; arrival < end; arrival++) {
            Finished finished = log.end(arrival);
            latencies[arrival - first] = finished.atNanos() - schedule.dueNanos(arrival);
        }
        Percentile latency = Percentile.of(latencies);
        return new PhaseFigures(
                phase, log.tally(first, end), latency.at(50), latency.at(99), arrivals.during(phase.name()));
    }

    /**
     * Calls into a dead dependency.
     *
     * @return all calls of the phase if the stub was slow, hung or refused, else none
     */
    public long wasted() {
        return phase.fault().isDead() ? reached : 0;
    }
}
