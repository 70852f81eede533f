package io.holdfast.scenario;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.retry.Retry;
import io.holdfast.retry.RetryRecipe;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.Act;
import io.holdfast.testkit.Scenario;
import io.holdfast.testkit.Scene;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Repeating, and what ends it. */
final class RetryScenarios {
    private static final IOException DOWN = new IOException("down");
    private static final IOException STILL_DOWN = new IOException("still down");

    private RetryScenarios() {}

    private static RetryRecipe thrice() {
        return Retry.constant(ofMillis(100)).jitterPercent(0).attempts(3);
    }

    private static Pipeline retrying(Scene on) {
        return on.pipeline(p -> p.with(thrice()));
    }

    static List<Scenario> all() {
        return List.of(
                Scenario.named("succeeds at once")
                        .play(on -> on.call(retrying(on), Act.returns("x")))
                        .expect("work 1", "= x at 0 ms"),
                Scenario.named("succeeds with null")
                        .play(on -> on.call(retrying(on), Act.returns(null).after(ofMillis(5))))
                        .expect("work 1", "= null at 5 ms"),
                Scenario.named("fails, then succeeds")
                        .play(on -> on.call(
                                retrying(on),
                                Act.fails(DOWN).after(ofMillis(20)),
                                Act.returns("x").after(ofMillis(30))))
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 150 ms"),
                Scenario.named("fails always: the last failure surfaces")
                        .play(on -> on.call(retrying(on), Act.fails(DOWN), Act.fails(DOWN), Act.fails(STILL_DOWN)))
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: RETRIED",
                                "work 3",
                                "p/retry: EXHAUSTED",
                                "! IOException: still down at 200 ms"),
                Scenario.named("repeats a hundred times at once")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.with(Retry.immediate().attempts(100).withoutBudget()));
                            int[] count = {0};
                            on.call(pipeline, Act.does(call -> {
                                if (++count[0] < 100) {
                                    throw DOWN;
                                }
                                return count[0];
                            }));
                        })
                        .expect(hundred()),
                Scenario.named("a failing result is repeated and closed once")
                        .play(RetryScenarios::closesWhatItDiscards)
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "closed bad 1",
                                "work 2",
                                "p/retry: RETRIED",
                                "closed bad 2",
                                "work 3",
                                "= good at 200 ms"),
                Scenario.named("failing results to the end: the last one is returned, open")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.classify(Classifier.standard().failingResults(result -> true))
                                            .with(thrice().attempts(2)));
                            on.call(pipeline, Act.returns(closeable(on, "a")), Act.returns(closeable(on, "b")));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "closed a",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "= b at 100 ms"),
                Scenario.named("a failing result, then a failure that is thrown")
                        .play(on -> {
                            Pipeline pipeline = on.pipeline(
                                    p -> p.classify(Classifier.standard().failingResults("bad"::equals))
                                            .with(thrice().attempts(2)));
                            on.call(pipeline, Act.returns("bad"), Act.fails(DOWN));
                        })
                        .expect(
                                "work 1",
                                "p/retry: RETRIED",
                                "work 2",
                                "p/retry: EXHAUSTED",
                                "! IOException: down at 100 ms"),
                Scenario.named("push-back is obeyed")
                        .play(on -> on.call(pushedBack(on, ofMillis(700)), Act.fails(DOWN), Act.returns("x")))
                        .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 700 ms"),
                Scenario.named("push-back beyond the cap ends the call")
                        .play(on -> on.call(pushedBack(on, ofSeconds(9)), Act.fails(DOWN), Act.returns("never")))
                        .expect("work 1", "p/retry: EXHAUSTED", "! IOException: down at 0 ms"));
    }

    private static String[] hundred() {
        String[] lines = new String[200];
        for (int i = 1; i <= 100; i++) {
            lines[2 * i - 2] = "work " + i;
            lines[2 * i - 1] = "p/retry: RETRIED";
        }
        lines[199] = "= 100 at 0 ms";
        return lines;
    }

    private static Pipeline pushedBack(Scene on, Duration pushBack) {
        Classifier overload = (result, thrown) -> thrown == null ? Verdict.SUCCESS : Verdict.overloaded(pushBack);
        return on.pipeline(p -> p.classify(overload).with(thrice().cap(ofSeconds(5))));
    }

    private static void closesWhatItDiscards(Scene on) {
        Pipeline pipeline = on.pipeline(p -> p.classify(Classifier.standard()
                        .failingResults(result -> result.toString().startsWith("bad")))
                .with(thrice()));
        on.call(
                pipeline,
                Act.returns(closeable(on, "bad 1")),
                Act.returns(closeable(on, "bad 2")),
                Act.returns(closeable(on, "good")));
    }

    private static AutoCloseable closeable(Scene on, String name) {
        return new AutoCloseable() {
            @Override
            public void close() {
                on.note("closed " + name);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
