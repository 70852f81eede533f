package io.holdfast.benchmarks;

import io.holdfast.call.Work;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the machine charges anyway. With two threads the atomic ones are contended. */
@State(Scope.Benchmark)
public class Floor {
    private final Work<String, RuntimeException> only = () -> "only";
    private final AtomicLongArray words = Padded.words();

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

    /** A volatile read of a word that nobody writes. */
    @Benchmark
    public long volatileRead() {
        return words.get(Padded.FIRST);
    }

    /** A fetch-and-add. */
    @Benchmark
    public long fetchAndAdd() {
        return words.getAndIncrement(Padded.SECOND);
    }

    /** A read and a compare-and-set, until it succeeds. */
    @Benchmark
    public long compareAndSet() {
        while (true) {
            long before = words.get(Padded.THIRD);
            if (words.compareAndSet(Padded.THIRD, before, before + 1)) {
                return before;
            }
        }
    }
}
