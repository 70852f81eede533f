package io.holdfast.concurrency;

import java.util.stream.Stream;

/** The words of the circuit breaker, each broken by a token. */
abstract class BreakerVariants extends VariantTests {
    private static final String FOLDER = "circuitbreaker/src/main/java/io/holdfast/circuitbreaker/";
    private static final String PACKAGE = "io.holdfast.circuitbreaker.";

    /** The class, what is broken, the token, what takes its place, and the tests of the breaker's module that see it. */
    static Variant in(String name, String what, String token, String instead, String... tests) {
        Catcher catcher = Catcher.tests(
                "circuitbreaker", Stream.of(tests).map(PACKAGE::concat).toArray(String[]::new));
        return new Variant(
                name + ": " + what, FOLDER + name + ".java", token, instead, catcher.with("-Dholdfast.rounds=10000"));
    }
}
