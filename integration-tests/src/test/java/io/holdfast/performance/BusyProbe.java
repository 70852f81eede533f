package io.holdfast.performance;

import io.holdfast.Pipeline;
import io.holdfast.call.Outcome;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import java.util.ArrayList;
import java.util.List;

/** Runs in a JVM of its own: all shapes under twenty lambdas, now and then one that fails, until everything hot is compiled. */
public final class BusyProbe {
    private static final int CALLS = 400_000;
    private static final int FAILURES = 10; // of each pipeline; too few to open a breaker
    private static final List<SubjectWork<String, String, RuntimeException>> ABOUT = Works.twentyAboutSubject();

    private BusyProbe() {}

    /** Prints how many calls succeeded. */
    public static void main(String[] args) {
        List<Work<String, RuntimeException>> works = new ArrayList<>(Works.twenty());
        works.add(() -> {
            throw new IllegalArgumentException("a failure now and then");
        });
        List<Pipeline> pipelines = new ArrayList<>(Shapes.all().values());
        long succeeded = 0;
        for (int i = 0; i < CALLS; i++) {
            for (Pipeline pipeline : pipelines) {
                boolean failing = i % 1_000 == 0 && i < 1_000 * FAILURES;
                succeeded += call(pipeline, works.get(failing ? works.size() - 1 : i % ABOUT.size()));
                succeeded += pipeline.callWith("subject", ABOUT.get(i % ABOUT.size()))
                        .length();
            }
        }
        System.out.println(succeeded);
    }

    private static int call(Pipeline pipeline, Work<String, RuntimeException> work) {
        Outcome<String> outcome = pipeline.tryCall(work);
        return outcome.succeeded() ? 1 : 0;
    }
}
