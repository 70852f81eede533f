package io.holdfast.benchmarks;

import io.holdfast.call.Outcome;
import org.openjdk.jmh.annotations.Benchmark;

/** The forms of a call, on the pipeline of four policies; {@code call} is {@link FourPolicies#consecutive}. */
public class Forms {
    /** With a subject. */
    @Benchmark
    public String callWith(Pipelines pipelines, Turn turn) {
        return pipelines.fourConsecutive.callWith("subject", turn.workAboutSubject());
    }

    /** With the context. */
    @Benchmark
    public String callAware(Pipelines pipelines, Turn turn) {
        return pipelines.fourConsecutive.callAware(turn.workAware());
    }

    /** With an outcome. */
    @Benchmark
    public Outcome<String> tryCall(Pipelines pipelines, Turn turn) {
        return pipelines.fourConsecutive.tryCall(turn.work());
    }
}
