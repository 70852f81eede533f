package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Call;
import io.holdfast.call.DeadlineExceededException;
import io.holdfast.call.LimitMode;
import io.holdfast.call.TimedOutException;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A limit within a limit, on the machine's time: every pair of modes, each of the two calls blocking or asynchronous, either
 * limit the shorter one or both longer than the work, nested with and without handing the outer deadline on.
 */
class NestedModesTest {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration WORK = Duration.ofMillis(25);
    private static final Duration LONG = Duration.ofMinutes(2);

    private enum Shorter {
        OUTER,
        INNER,
        NEITHER
    }

    private record Plot(
            LimitMode outerMode,
            LimitMode innerMode,
            boolean outerAsync,
            boolean innerAsync,
            Shorter shorter,
            boolean handed) {}

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch never = new CountDownLatch(1);

    private static List<Plot> plots() {
        List<Plot> plots = new ArrayList<>();
        boolean[] both = {false, true};
        for (LimitMode outer : LimitMode.values()) {
            for (LimitMode inner : LimitMode.values()) {
                for (boolean outerAsync : both) {
                    for (boolean innerAsync : both) {
                        for (Shorter shorter : Shorter.values()) {
                            for (boolean handed : both) {
                                plots.add(new Plot(outer, inner, outerAsync, innerAsync, shorter, handed));
                            }
                        }
                    }
                }
            }
        }
        return plots;
    }

    private Pipeline pipeline(String name, LimitMode mode, Duration limit) {
        TimeLimiter.Recipe recipe = TimeLimiter.perAttempt(limit);
        recipe = switch (mode) {
            case INTERRUPT -> recipe;
            case DETACH -> recipe.detach(pool);
            case COOPERATIVE -> recipe.cooperative();
        };
        return Pipeline.named(name)
                .in(Registry.create())
                .with(recipe.build(name + "-limit"))
                .build();
    }

    /** Work that somebody is to stop hangs, so that on a busy machine, too, it does not end before it is stopped. */
    private static boolean hangs(Plot plot) {
        return plot.shorter == Shorter.OUTER && plot.outerMode != LimitMode.COOPERATIVE
                || plot.shorter == Shorter.INNER && plot.innerMode != LimitMode.COOPERATIVE;
    }

    private String work(Plot plot) throws InterruptedException {
        Duration takes = hangs(plot) ? LONG : WORK;
        boolean ended = never.await(takes.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(ended).isFalse();
        return "value";
    }

    private CompletableFuture<String> stage(Plot plot) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        return hangs(plot) ? stage : stage.completeOnTimeout("value", WORK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The work of the outer call, blocking: as a good citizen, an interrupt ends what it has started. */
    private String inside(Pipeline inner, Call outer, Plot plot) throws Exception {
        if (!plot.innerAsync) {
            return plot.handed ? inner.callWithin(outer, call -> work(plot)) : inner.call(() -> work(plot));
        }
        CompletableFuture<String> future = start(inner, outer, plot);
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            throw interrupted;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private CompletableFuture<String> start(Pipeline inner, Call outer, Plot plot) {
        return plot.handed ? inner.callAsyncWithin(outer, call -> stage(plot)) : inner.callAsync(() -> stage(plot));
    }

    private CompletableFuture<String> startInside(Pipeline inner, Call outer, Plot plot) {
        if (plot.innerAsync) {
            return start(inner, outer, plot);
        }
        CompletableFuture<String> result = new CompletableFuture<>();
        Future<?> task = pool.submit(() -> {
            try {
                result.complete(inside(inner, outer, plot));
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        result.whenComplete((value, thrown) -> {
            if (result.isCancelled()) {
                task.cancel(true);
            }
        });
        return result;
    }

    private Object outcome(Pipeline outer, Pipeline inner, Plot plot) throws Exception {
        if (plot.outerAsync) {
            return outer.callAsyncAware(call -> startInside(inner, call, plot))
                    .handle((value, thrown) -> thrown == null ? value : thrown)
                    .get(1, TimeUnit.MINUTES);
        }
        try {
            return outer.<String, Exception>callAware(call -> inside(inner, call, plot));
        } catch (TimedOutException | DeadlineExceededException cut) {
            return cut;
        }
    }

    @Test
    void everyCombination() throws Exception {
        int cuts = 0;
        List<Plot> plots = plots();
        for (Plot plot : plots) {
            Pipeline outer = pipeline("outer", plot.outerMode, plot.shorter == Shorter.OUTER ? SHORT : LONG);
            Pipeline inner = pipeline("inner", plot.innerMode, plot.shorter == Shorter.INNER ? SHORT : LONG);
            Object outcome = outcome(outer, inner, plot);
            while (outcome instanceof DeadlineExceededException) {
                outcome = outcome(outer, inner, plot); // on a busy machine its time was up before it began
            }
            assertThat(Thread.interrupted()).as("flag after %s", plot).isFalse();
            if (plot.shorter == Shorter.NEITHER) {
                assertThat(outcome).as("%s", plot).isEqualTo("value");
            } else {
                cuts++;
                assertThat(outcome).as("%s", plot).isInstanceOf(TimedOutException.class);
                checkWhose((TimedOutException) outcome, plot);
            }
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        for (Pipeline pipeline : List.of(outer, inner)) {
                            assertThat(pipeline.inFlight())
                                    .as("in flight after %s", plot)
                                    .isEmpty();
                            assertThat(pipeline.abandoned())
                                    .as("abandoned after %s", plot)
                                    .isZero();
                            assertThat(pipeline.faults())
                                    .as("faults after %s", plot)
                                    .isZero();
                        }
                    });
        }
        System.out.println(plots.size() + " pairs of limits, " + cuts + " cut");
    }

    private static void checkWhose(TimedOutException cut, Plot plot) {
        assertThat(cut.elapsed()).as("%s", plot).isGreaterThanOrEqualTo(cut.limit());
        if (plot.shorter == Shorter.INNER) {
            assertThat(cut.limitedBy()).as("%s", plot).isEqualTo("inner-limit");
            assertThat(cut.mode()).as("%s", plot).isEqualTo(plot.innerMode);
        } else { // also where the inner call has the same deadline, and is the first to notice
            assertThat(cut.limitedBy()).as("%s", plot).isEqualTo("outer-limit");
            assertThat(cut.mode()).as("%s", plot).isEqualTo(plot.outerMode);
        }
    }

    @AfterEach
    void noThreadGoesOn() throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
}
