package io.holdfast.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured together, minutes apart at most, so that its figures may be divided by one another.
 *
 * @param name of the topic
 * @param patterns of benchmarks, without the package
 * @param threads with how many threads, one run each
 * @param kind how
 */
record Topic(String name, List<String> patterns, List<Integer> threads, Kind kind) {
    /** How a topic is measured. */
    enum Kind {
        /** Mean time of short iterations. */
        MEAN,
        /** Samples of single calls, for their tail. */
        TAIL,
        /** Mean time on virtual threads; JDK 21 and later. */
        VIRTUAL
    }

    private static final String PACKAGE = "io\\.holdfast\\.benchmarks\\.";
    static final String HELIDON = "PeerHelidon.";
    private static final int NEEDED_BY_HELIDON = 21;
    private static final String WORK = "Floor\\.workCall";

    /** One run of JMH. */
    record Run(Topic topic, int threads) {
        /** Also the name of its file. */
        String name() {
            return topic.name + "-" + threads + "t";
        }

        List<String> includes() {
            return Stream.concat(Stream.of(WORK), topic.patterns.stream())
                    .map(pattern -> PACKAGE + pattern + "$")
                    .toList();
        }
    }

    static List<Run> runs() {
        return all().stream()
                .filter(topic -> topic.kind != Kind.VIRTUAL || Runtime.version().feature() >= 21)
                .flatMap(topic -> topic.threads.stream().map(threads -> new Run(topic, threads)))
                .toList();
    }

    /** Whether a benchmark can be measured on a JDK at all; if so and it is missing, it has failed. */
    static boolean exists(String benchmark, int jdk) {
        return jdk >= NEEDED_BY_HELIDON || !benchmark.startsWith(HELIDON);
    }

    private static List<Topic> all() {
        List<Integer> alone = List.of(1);
        List<Integer> both = List.of(1, 2);
        List<Integer> three = List.of(1, 2, 4);
        return List.of(
                mean(
                        "four",
                        three,
                        "FourPolicies\\..*",
                        "BreakerTriggers\\.four.*",
                        "Floors\\.four.*",
                        "Peer\\w+\\.(four|three).*"),
                mean("base", three, "Floor\\..*", "OnePolicy\\.empty"),
                mean(
                        "breaker",
                        both,
                        "OnePolicy\\.(empty|breaker.*)",
                        "BreakerTriggers\\.(consecutive|rate.*|slow|remoteHttp)",
                        "Floors\\.breaker.*",
                        "Peer\\w+\\.breaker.*"),
                mean("bulkhead", both, "OnePolicy\\.(empty|bulkhead)", "Floors\\.bulkhead", "Peer\\w+\\.bulkheadAlone"),
                mean(
                        "limiter",
                        both,
                        "OnePolicy\\.(empty|limiter)",
                        "Floor\\.nanoTime",
                        "Limiters\\..*",
                        "Floors\\.limiter",
                        "PeerLimiters\\..*",
                        "Peer\\w+\\.limiter.*"),
                mean("retry", both, "OnePolicy\\.(empty|retry)", "Floors\\.retry", "Peer\\w+\\.retryAlone"),
                mean(
                        "timeLimit",
                        both,
                        "OnePolicy\\.(empty|timeLimit)",
                        "Floors\\.timeLimit",
                        "Peer\\w+\\.timeLimitAlone"),
                mean("forms", both, "FourPolicies\\.consecutive", "Forms\\..*"),
                mean(
                        "meters",
                        both,
                        "FourPolicies\\.consecutive",
                        "Watched\\..*",
                        "Metered\\..*",
                        "PeerResilience4jTwenty\\.four",
                        "PeerResilience4jMetered\\..*"),
                mean("refused", both, "Refusals\\..*", "Peer\\w+\\.open.*"),
                mean("failed", alone, "Failures\\.(workAlone|thrown|tried|async)", "PeerFailures\\..*"),
                mean("timedOut", alone, "Failures\\.timedOut.*", "PeerTimedOut\\..*"),
                mean("async", both, "Async\\..*", "PeerResilience4jAsync\\..*"),
                mean("keyed", both, "Keyed\\..*"),
                mean(
                        "engine",
                        alone,
                        "OnePolicy\\..*",
                        "OwnWork\\..*",
                        "Interleaved\\..*",
                        "FourPolicies\\.consecutive"),
                mean("edge", alone, "Fallbacks\\..*"),
                new Topic(
                        "tail",
                        List.of(
                                "FourPolicies\\.consecutive",
                                "BreakerTriggers\\.four(Slow|RateAndSlow)",
                                "Floors\\.four",
                                "Peer(Resilience4j|Resilience4jTwenty|Failsafe|SmallRye)\\.four"),
                        List.of(2),
                        Kind.TAIL),
                new Topic(
                        "virtual",
                        List.of("FourPolicies\\..*", "OnePolicy\\..*", "PeerResilience4jTwenty\\.four"),
                        both,
                        Kind.VIRTUAL));
    }

    private static Topic mean(String name, List<Integer> threads, String... patterns) {
        return new Topic(name, List.of(patterns), threads, Kind.MEAN);
    }
}
