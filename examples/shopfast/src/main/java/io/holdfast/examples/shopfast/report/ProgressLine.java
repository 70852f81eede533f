package io.holdfast.examples.shopfast.report;

import io.holdfast.examples.shopfast.load.Tally;

/** How the run stands, in one line under a heading. */
public final class ProgressLine {
    private static final String LAYOUT = "%5s  %-9s | %8s %8s %6s %7s | %8s %8s %6s %7s | %s";

    private ProgressLine() {}

    /**
     * Two lines that name the columns.
     *
     * @return the heading
     */
    public static String heading() {
        String sides = Text.format("%5s  %-9s | %-32s | %-32s |", "", "", "BARE", "GUARDED");
        String columns = Text.format(
                LAYOUT,
                "time",
                "phase",
                "answered",
                "degraded",
                "failed",
                "waiting",
                "answered",
                "degraded",
                "failed",
                "waiting",
                "breaker");
        return sides + System.lineSeparator() + columns;
    }

    /**
     * How the run stands.
     *
     * @param seconds since its start
     * @param phase that is on
     * @param bare so far
     * @param guarded so far
     * @param breaker the state of the guarded side's circuit breaker
     * @return the line
     */
    public static String of(long seconds, String phase, Tally bare, Tally guarded, String breaker) {
        return Text.format(
                LAYOUT,
                seconds + " s",
                phase,
                bare.answered(),
                bare.degraded(),
                bare.failed(),
                bare.waiting(),
                guarded.answered(),
                guarded.degraded(),
                guarded.failed(),
                guarded.waiting(),
                breaker);
    }
}
