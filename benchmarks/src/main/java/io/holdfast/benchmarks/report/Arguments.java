package io.holdfast.benchmarks.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the report is asked to do. Understood as a whole before anything is done: a slip of the pen neither deletes results nor
 * measures for half an hour.
 *
 * @param minutes for everything that is to be measured
 * @param fresh whether what was measured before is forgotten
 * @param render whether nothing is measured
 * @param only topics to measure anew; none: whatever has no results yet
 */
record Arguments(double minutes, boolean fresh, boolean render, Set<String> only) {
    private static final double MINUTES = 35;
    private static final double FEWEST = 2;
    private static final double MOST = 600;

    /** Of a JDK, for which there may be a report or not, and which has these topics. */
    static Arguments parse(List<String> args, int jdk, Set<String> topics) {
        double minutes = Double.NaN;
        boolean fresh = false;
        boolean render = false;
        Set<String> only = Set.of();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < args.size(); i++) {
            String option = args.get(i);
            if (option.startsWith("--") && !seen.add(option)) {
                throw new IllegalArgumentException(option + ": twice (expected: once; topics are separated by commas)");
            }
            switch (option) {
                case "--minutes" -> minutes = minutes(value(args, ++i, "a number of minutes"));
                case "--fresh" -> fresh = true;
                case "--render" -> render = true;
                case "--only" -> only = topics(value(args, ++i, "topics of " + topics), topics);
                default ->
                    throw new IllegalArgumentException(
                            "option: '" + option + "' (expected: --minutes N, --fresh, --render or --only TOPIC,...)");
            }
        }
        if (render && args.size() > 1) {
            throw new IllegalArgumentException("--render: with " + args + " (expected: alone, it measures nothing)");
        }
        if (fresh && !only.isEmpty()) {
            throw new IllegalArgumentException(
                    "--fresh: with --only (expected: one of them; --only measures anew what it names)");
        }
        if (!render && !Report.JDKS.contains(jdk)) {
            throw new IllegalArgumentException("JDK: " + jdk + " (expected: one of " + Report.JDKS + ")");
        }
        return new Arguments(Double.isNaN(minutes) ? MINUTES : minutes, fresh, render, only);
    }

    private static String value(List<String> args, int at, String expected) {
        if (at == args.size()) {
            throw new IllegalArgumentException(args.get(at - 1) + ": no value (expected: " + expected + ")");
        }
        return args.get(at);
    }

    private static double minutes(String value) {
        try {
            double minutes = Double.parseDouble(value);
            if (minutes >= FEWEST && minutes <= MOST) {
                return minutes;
            }
        } catch (NumberFormatException other) {
            // told below, as a number outside of the range is
        }
        throw new IllegalArgumentException(
                "--minutes: '" + value + "' (expected: " + (int) FEWEST + " to " + (int) MOST + ")");
    }

    private static Set<String> topics(String value, Set<String> topics) {
        Set<String> only = new TreeSet<>(List.of(value.split(",", -1)));
        for (String topic : only) {
            if (!topics.contains(topic)) {
                throw new IllegalArgumentException(
                        "--only: '" + topic + "' (expected on this JDK: some of " + topics + ")");
            }
        }
        return only;
    }
}
