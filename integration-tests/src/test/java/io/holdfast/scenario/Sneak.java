package io.holdfast.scenario;

import java.io.IOException;
import java.util.stream.Stream;

/** Everything that can be thrown, thrown where the compiler would not allow it. */
final class Sneak {
    /** Neither an Exception nor an Error. */
    static final class Odd extends Throwable {}

    private Sneak() {}

    static Stream<Throwable> everything() {
        return Stream.of(
                new IllegalStateException("test"),
                new IOException("test: sneaky"),
                new InterruptedException("test: sneaky"),
                new AssertionError("test"),
                new StackOverflowError("test"),
                new OutOfMemoryError("test"),
                new Odd());
    }

    static <T> T sneak(Throwable thrown) {
        Sneak.<RuntimeException>raise(thrown);
        throw new AssertionError("not reached");
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void raise(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
