package io.holdfast.benchmarks;

import io.holdfast.Pipeline;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Another lambda at each call, and another of six pipelines: the compiler's profile and the processor's memory both fail. */
public class Interleaved {
    /** The work itself. */
    @Benchmark
    public String workCall(Turn turn) {
        return turn.another().call();
    }

    /** No policy. */
    @Benchmark
    public String empty(Pipelines pipelines, Turn turn) {
        return pipelines.empty.call(turn.another());
    }

    /** Six pipelines: none, retry, two breakers, bulkhead, and retry with breaker and bulkhead. None needs the clock. */
    @Benchmark
    public String six(Six six, Turn turn) {
        return six.next().call(turn.another());
    }

    /** Whose turn it is among the pipelines. */
    @State(Scope.Thread)
    public static class Six {
        private Pipeline[] pipelines = {};
        private int next;

        /** Takes the pipelines. */
        @Setup
        public void take(Pipelines all) {
            pipelines = new Pipeline[] {
                all.empty, all.retry, all.breakerConsecutive, all.breakerInTime, all.bulkhead, all.three
            };
        }

        Pipeline next() {
            next = next + 1 == pipelines.length ? 0 : next + 1;
            return pipelines[next];
        }
    }
}
