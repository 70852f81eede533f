package io.holdfast.benchmarks;

import io.holdfast.call.Work;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the machine charges anyway. */
@State(Scope.Benchmark)
public class Floor {
    private final Work<String, RuntimeException> only = () -> "only";

    /** A call that the compiler inlines. */
    @Benchmark
    public String directCall() {
        return only.call();
    }

    /** The work itself, one of twenty: what every other number contains once. */
    @Benchmark
    public String workCall(Turn turn) {
        return turn.work().call();
    }

    /** The clock. */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
