package io.holdfast.concurrency;

import java.util.List;

/** The words of the circuit breaker, each broken by a token. */
class BreakerVariantsTest extends VariantTests {
    private static final String FOLDER = "circuitbreaker/src/main/java/io/holdfast/circuitbreaker/";
    private static final Catcher RACES = Catcher.tests("circuitbreaker", "io.holdfast.circuitbreaker.WordRaceTest")
            .with("-Dholdfast.rounds=10000");

    @Override
    List<Variant> variants() {
        return List.of(new Variant(
                "CallWindow: a bad call's number is kept without looking whether another one came first",
                FOLDER + "CallWindow.java",
                "if (bad.compareAndSet(seen, with(seen, number, next.get()))) {",
                "bad.set(with(seen, number, next.get())); if (true) {",
                RACES));
    }
}
