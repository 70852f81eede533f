package io.holdfast.performance;

import io.holdfast.FallbackOperation;
import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Control;
import io.holdfast.spi.Policy;
import java.util.List;
import java.util.Map;

/** Runs in a JVM of its own: prints how many bytes successful calls allocate, for each shape and form, in each phase. */
final class SuccessProbe {
    static final int CALLS = 200_000;

    private static final int WARM_ROUNDS = 5;
    private static final int REPETITIONS = 2;
    private static final List<Work<String, RuntimeException>> WORKS = Works.twenty();
    private static final List<SubjectWork<String, String, RuntimeException>> ABOUT = Works.twentyAboutSubject();
    private static final Map<String, Pipeline> SHAPES = Shapes.all();
    private static final Map<String, FallbackOperation<String, String>> FALLBACKS = Shapes.withFallback(SHAPES);

    private SuccessProbe() {}

    public static void main(String[] args) {
        warmUp();
        Policy any = SHAPES.get("breaker").info().policies().get(0);
        underControl(any, Control.Mode.OFF, () -> call(SHAPES.get("breaker"), 1)); // links what only an override runs
        measureAll("before");
        underControl(Bulkhead.of(1).build("another"), Control.Mode.OFF, () -> measureAll("another policy OFF"));
        SHAPES.forEach((shape, pipeline) -> {
            for (Policy policy : pipeline.info().policies()) {
                for (Control.Mode mode : List.of(Control.Mode.OFF, Control.Mode.DRY_RUN)) {
                    underControl(policy, mode, () -> measure(policy.name() + " " + mode, shape, pipeline));
                }
            }
        });
        measureAll("after");
        List<Subscription> watches = SHAPES.values().stream()
                .map(pipeline -> pipeline.info().activity().watch())
                .toList();
        warmUp();
        measureAll("watched");
        watches.forEach(Subscription::close);
    }

    private static void warmUp() {
        for (int round = 0; round < WARM_ROUNDS; round++) {
            for (Pipeline pipeline : SHAPES.values()) {
                call(pipeline, CALLS / 10);
                callWith(pipeline, CALLS / 10);
            }
            FALLBACKS.values().forEach(operation -> callWithFallback(operation, CALLS / 10));
        }
    }

    private static void underControl(Policy policy, Control.Mode mode, Runnable phase) {
        policy.apply(Control.of(mode, "test", "what does an override cost"));
        // the first calls that meet an override leave compiled code, for which classes are looked up by name, once
        SHAPES.values().forEach(pipeline -> {
            call(pipeline, CALLS / 10);
            callWith(pipeline, CALLS / 10);
        });
        FALLBACKS.values().forEach(operation -> callWithFallback(operation, CALLS / 10));
        phase.run();
        policy.removeControl();
    }

    private static void measureAll(String phase) {
        SHAPES.forEach((shape, pipeline) -> measure(phase, shape, pipeline));
    }

    private static void measure(String phase, String shape, Pipeline pipeline) {
        print(phase, shape, "call", lasting(() -> call(pipeline, CALLS)));
        print(phase, shape, "callWith", lasting(() -> callWith(pipeline, CALLS)));
        print(phase, shape, "with fallback", lasting(() -> callWithFallback(FALLBACKS.get(shape), CALLS)));
    }

    /** What is allocated each time: compiled code that is left looks classes up by name, once, whenever that happens. */
    private static long lasting(Runnable calls) {
        long least = Allocated.by(calls);
        for (int again = 0; again < REPETITIONS && least > 0; again++) {
            least = Math.min(least, Allocated.by(calls));
        }
        return least;
    }

    private static void print(String phase, String shape, String form, long bytes) {
        System.out.println(String.join("\t", phase, shape, form, String.valueOf(bytes)));
    }

    private static void call(Pipeline pipeline, int calls) {
        for (int i = 0; i < calls; i++) {
            pipeline.call(WORKS.get(i % WORKS.size()));
        }
    }

    private static void callWith(Pipeline pipeline, int calls) {
        for (int i = 0; i < calls; i++) {
            pipeline.callWith("subject", ABOUT.get(i % ABOUT.size()));
        }
    }

    private static void callWithFallback(FallbackOperation<String, String> operation, int calls) {
        for (int i = 0; i < calls; i++) {
            operation.call("subject", ABOUT.get(i % ABOUT.size()));
        }
    }
}
