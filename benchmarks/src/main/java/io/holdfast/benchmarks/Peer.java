package io.holdfast.benchmarks;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What all peers are given. Limits that are never reached: a billion permits a second, a million calls at a time, ten seconds.
 *
 * <p><strong>Not equal, and in the peers' favour:</strong> each peer runs alone in its JVM around one and the same lambda, so
 * its compiler knows the callee and inlines it. Holdfast's figures come from a polluted JVM and twenty lambdas.
 */
final class Peer {
    static final int PERMITS = 1_000_000_000;
    static final int CALLS = 1_000_000;
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration LIMIT = Duration.ofSeconds(10);
    static final Duration HOUR = Duration.ofHours(1);
    static final Supplier<String> WORK = () -> "done";
    static final Callable<String> CALLABLE = () -> "done";

    private Peer() {}
}
