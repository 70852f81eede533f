package io.holdfast.testkit;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One way to go wrong, and how often. */
record Fault(Kind kind, long perBillion, Predicate<@Nullable Object> keys) {
    static final long BILLION = 1_000_000_000L;

    sealed interface Kind {}

    record Latency(long leastNanos, long mostNanos) implements Kind {}

    record Hang() implements Kind {}

    record Throw(Supplier<? extends Exception> error) implements Kind {}

    record Drip(int parts, long eachNanos) implements Kind {}

    record Duplicate() implements Kind {}

    Fault onlyFor(Predicate<@Nullable Object> wanted) {
        return new Fault(kind, perBillion, wanted);
    }
}
