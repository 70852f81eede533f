package io.holdfast.overhead;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What one JVM has measured of one call: rounds of a millisecond each, the yardstick before the call in each round.
 *
 * <p><em>Units</em>: nanoseconds and bytes per call. <em>Why so</em>: on a shared machine single rounds are off by any factor,
 * but rarely all of them, and what slows a round slows its two halves alike. So the quietest quarter of the rounds is chosen
 * by both halves together, which favours neither, and the median of their ratios is taken.
 */
final class Sample {
    private static final int QUIETEST = 4;

    private final double[] yardstick;
    private final double[] subject;
    private final double bytes;
    private final double ratio;

    Sample(double[] yardstick, double[] subject, double bytes) {
        if (yardstick.length == 0 || yardstick.length != subject.length) {
            throw new IllegalArgumentException("rounds: " + yardstick.length + " and " + subject.length
                    + " (expected: as many of the yardstick as of the call, at least 1)");
        }
        this.yardstick = yardstick.clone();
        this.subject = subject.clone();
        this.bytes = bytes;
        ratio = ratioOfQuiet(yardstick, subject);
    }

    double[] yardstick() {
        return yardstick.clone();
    }

    double[] subject() {
        return subject.clone();
    }

    double bytes() {
        return bytes;
    }

    /** The call in units of the yardstick. */
    double ratio() {
        return ratio;
    }

    private static double ratioOfQuiet(double[] yardstick, double[] subject) {
        double usualYardstick = median(yardstick);
        double usualSubject = median(subject);
        int rounds = yardstick.length;
        Integer[] order = new Integer[rounds];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                (a, b) -> Double.compare(
                        yardstick[a] / usualYardstick + subject[a] / usualSubject,
                        yardstick[b] / usualYardstick + subject[b] / usualSubject));
        double[] ratios = new double[Math.max(1, rounds / QUIETEST)];
        Arrays.setAll(ratios, i -> subject[order[i]] / yardstick[order[i]]);
        return median(ratios);
    }

    /** Nanoseconds of a call in a quiet round. */
    double nanos() {
        return quiet(subject);
    }

    /** The same of the yardstick. */
    double yardstickNanos() {
        return quiet(yardstick);
    }

    private static double quiet(double[] nanos) {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 10];
    }

    /** The mean of all but the first third of the rounds; of their median, what is allocated in bursts would be no part. */
    static double bytesPerCall(double[] rounds) {
        return Arrays.stream(rounds).skip(rounds.length / 3).average().orElseThrow();
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** One line; {@link #parse} reads it. */
    String line() {
        return bytes + ";" + joined(yardstick) + ";" + joined(subject);
    }

    static Sample parse(String line) {
        String[] parts = line.split(";", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("sample: '" + line + "' (expected: bytes;yardstick;call)");
        }
        return new Sample(values(parts[1]), values(parts[2]), Double.parseDouble(parts[0]));
    }

    private static String joined(double[] values) {
        return DoubleStream.of(values)
                .mapToObj(value -> Double.toString(Math.round(value * 1_000) / 1_000.0))
                .collect(Collectors.joining(","));
    }

    private static double[] values(String joined) {
        return Arrays.stream(joined.split(",")).mapToDouble(Double::parseDouble).toArray();
    }
}
