package io.holdfast.overhead;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures calls in this JVM, in short rounds: the yardstick, a call, the yardstick, the next call. All calls run from one
 * loop and have run interleaved before, so none of them is inlined into it and each returns a real object.
 */
final class Laboratory {
    private static final long ROUND_NANOS = 1_000_000;
    private static final int TURN_CALLS = 500;
    private static final int FEWEST_CALLS = 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Returned by no subject; who compares with it makes use of what a subject returns. */
    private volatile Object trap = new Object();

    private long trapped;
    private String running = "the yardstick";

    /** One block of calls. */
    private record Block(double nanos, double bytes) {}

    /** How long. Rounds, and milliseconds of warming up per call. */
    record Plan(int rounds, int warmMillis) {
        /** Of warming up all calls together; only a crowded machine or calls that take milliseconds need so long. */
        Duration patience() {
            return Duration.ofSeconds(30);
        }
    }

    private static final class Series {
        final String name;
        final Subject subject;
        final double[] yardstick;
        final double[] nanos;
        final double[] bytes;
        int calls = TURN_CALLS;

        Series(String name, Subject subject, int rounds) {
            this.name = name;
            this.subject = subject;
            yardstick = new double[rounds];
            nanos = new double[rounds];
            bytes = new double[rounds];
        }
    }

    /** Measures; what the baselines cost each alone is among the answer. */
    Map<String, Sample> measure(Map<String, Subject> subjects, Plan plan) throws Exception {
        Baselines baselines = new Baselines();
        Subject yardstick = baselines.yardstick();
        Map<String, Series> all = new LinkedHashMap<>();
        baselines.shown().forEach((name, subject) -> all.put(name, new Series(name, subject, plan.rounds)));
        subjects.forEach((name, subject) -> all.put(name, new Series(name, subject, plan.rounds)));
        List<Series> order = new ArrayList<>(all.values());
        Series measure = new Series("the yardstick", yardstick, 1);
        warm(order, measure, plan);
        for (int round = 0; round < plan.rounds; round++) {
            for (int i = 0; i < order.size(); i++) {
                Series series = order.get((i + round) % order.size());
                series.yardstick[round] = block(measure, measure.calls).nanos;
                Block block = block(series, series.calls);
                series.nanos[round] = block.nanos;
                series.bytes[round] = block.bytes;
            }
        }
        Map<String, Sample> samples = new LinkedHashMap<>();
        all.forEach((name, series) ->
                samples.put(name, new Sample(series.yardstick, series.nanos, Sample.bytesPerCall(series.bytes))));
        return samples;
    }

    /** Turn and turn about, so that the loop is compiled for all of them; then finds how many calls fill a round. */
    private void warm(List<Series> order, Series yardstick, Plan plan) throws Exception {
        List<Series> all = new ArrayList<>(order);
        all.add(yardstick);
        WarmEnough enough = new WarmEnough(all.size(), plan.warmMillis, plan.patience());
        double[] bytes = new double[all.size()];
        do {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = block(all.get(i), TURN_CALLS).bytes;
            }
        } while (!enough.after(TURN_CALLS, bytes, cpu(), System.nanoTime()));
        for (Series series : all) {
            double nanos = Math.min(block(series, TURN_CALLS).nanos, block(series, TURN_CALLS).nanos);
            series.calls = (int) Math.max(FEWEST_CALLS, ROUND_NANOS / Math.max(0.5, nanos));
        }
    }

    private static long cpu() {
        return THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    /** Which call is measured, or was when it failed. */
    String running() {
        return running;
    }

    private Block block(Series series, int calls) throws Exception {
        running = series.name;
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        loop(series.subject, calls);
        long nanos = System.nanoTime() - start;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return new Block((double) nanos / calls, (double) bytes / calls);
    }

    private void loop(Subject subject, int calls) throws Exception {
        Object never = trap;
        for (int i = 0; i < calls; i++) {
            if (subject.call() == never) {
                trapped++;
            }
        }
        if (trapped != 0) {
            trap = new Object();
            throw new IllegalStateException("A subject returned what it cannot know.");
        }
    }
}
