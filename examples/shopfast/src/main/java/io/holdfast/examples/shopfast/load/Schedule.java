package io.holdfast.examples.shopfast.load;

import java.time.Duration;
import java.util.List;

/**
 * When what happens: phases one after another, and arrivals at a constant rate through all of them, numbered from 0.
 *
 * <p>Everything follows from the number of an arrival by arithmetic, and all times are nanoseconds since the start of
 * the run. An arrival exactly on the border of two phases belongs to the later one.
 *
 * @param phases in their order
 * @param perSecond arrivals per second
 */
public record Schedule(List<Phase> phases, int perSecond) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /**
     * A schedule.
     *
     * @param phases in their order, at least one
     * @param perSecond arrivals per second, at least 1
     */
    public Schedule {
        phases = List.copyOf(phases);
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("phases: none (expected: at least one)");
        }
        if (perSecond < 1) {
            throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: >= 1)");
        }
    }

    /**
     * How long the run takes.
     *
     * @return the sum of all phases
     */
    public Duration length() {
        return phases.stream().map(Phase::length).reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * How many arrivals there are.
     *
     * @return their number in all phases
     */
    public int arrivals() {
        return arrivalsBefore(length().toNanos());
    }

    /**
     * When an arrival is due.
     *
     * @param arrival its number
     * @return nanoseconds since the start of the run
     */
    public long dueNanos(int arrival) {
        return arrival * NANOS_PER_SECOND / perSecond;
    }

    /**
     * When a phase begins.
     *
     * @param phase one of {@link #phases()}
     * @return nanoseconds since the start of the run
     */
    public long beginNanos(Phase phase) {
        return phases.subList(0, phases.indexOf(phase)).stream()
                .mapToLong(before -> before.length().toNanos())
                .sum();
    }

    /**
     * The first arrival of a phase.
     *
     * @param phase one of {@link #phases()}
     * @return its number
     */
    public int firstOf(Phase phase) {
        return arrivalsBefore(beginNanos(phase));
    }

    /**
     * The end of a phase's arrivals.
     *
     * @param phase one of {@link #phases()}
     * @return the number after its last arrival
     */
    public int endOf(Phase phase) {
        return arrivalsBefore(beginNanos(phase) + phase.length().toNanos());
    }

    private int arrivalsBefore(long nanos) {
        long scaled = Math.multiplyExact(nanos, perSecond);
        return Math.toIntExact(-Math.floorDiv(-scaled, NANOS_PER_SECOND));
    }
}
