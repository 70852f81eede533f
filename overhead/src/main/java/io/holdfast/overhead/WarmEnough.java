package io.holdfast.overhead;

import java.time.Duration;
import java.util.Arrays;

/**
 * When warming up ends: after its time on the processor (not by the clock on the wall, which goes on while others have the
 * processor), so many calls of each, and once three turns in a row have allocated the same, or after four times the time on the processor,
 * as there are calls that never do; in any case when patience ends.
 */
final class WarmEnough {
    private static final int CALLS = 20_000;
    private static final int SAME_TURNS = 3;
    private static final double SAME_BYTES = 0.5;
    private static final int UNSTILL = 4;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final long cpuNanos;
    private final long patienceNanos;
    private double[] bytes;
    private long cpuStart = UNKNOWN;
    private long start = UNKNOWN;
    private int calls;
    private int same;

    WarmEnough(int subjects, int warmMillis, Duration patience) {
        cpuNanos = warmMillis * 1_000_000L * subjects;
        patienceNanos = Math.max(patience.toNanos(), cpuNanos);
        bytes = new double[subjects];
    }

    /** After one turn: calls of each, bytes per call of each, the thread's time on the processor and the time. */
    boolean after(int turn, double[] allocated, long cpu, long now) {
        if (start == UNKNOWN) {
            start = now;
            cpuStart = cpu;
        }
        calls += turn;
        same = same(allocated) ? same + 1 : 1;
        bytes = allocated.clone();
        boolean still = same >= SAME_TURNS || cpu - cpuStart >= cpuNanos * UNSTILL;
        boolean warm = cpu - cpuStart >= cpuNanos && calls >= CALLS && still;
        return warm || now - start >= patienceNanos;
    }

    private boolean same(double[] allocated) {
        double[] before = bytes;
        double[] apart = new double[allocated.length];
        Arrays.setAll(apart, i -> Math.abs(allocated[i] - before[i]));
        return Arrays.stream(apart).allMatch(bytesApart -> bytesApart < SAME_BYTES);
    }
}
