package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.FirstOfAsync;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that is far away: what happens between a call and the store's answer, and on whose thread. */
class ElsewhereTest {
    private static final Duration LATENCY = Duration.ofMillis(5);

    private final VirtualTime time = VirtualTime.automatic();
    private final AnswerStore<String> local = CaffeineStore.ofEntries(10, time);
    private boolean full;

    /** Answers after a while, on a thread of its own. */
    private final AnswerStore<String> remote = new AnswerStore<>() {
        @Override
        public CompletionStage<@Nullable KeptAnswer<String>> get(Object key) {
            return time.later(LATENCY, null).thenCompose(done -> local.get(key));
        }

        @Override
        public CompletionStage<?> put(Object key, String value) {
            return local.put(key, value);
        }

        @Override
        public CompletionStage<?> remove(Object key) {
            return local.remove(key);
        }
    };

    private PipelineBuilder pipeline() {
        return Pipeline.named("p")
                .time(time)
                .within(Duration.ofSeconds(1))
                .continueOn(task -> {
                    if (full) {
                        throw new RejectedExecutionException("full");
                    }
                    time.executor().execute(task);
                })
                .in(Registry.create());
    }

    private CacheFallback<String, String> cache(Duration freshFor) {
        return CacheFallback.of(String.class, String.class, key -> key)
                .freshFor(freshFor)
                .store(remote, Duration.ofMillis(50))
                .build("cache", time);
    }

    private Operation<String, String> operation(Pipeline pipeline, CacheFallback<String, String> cache) {
        return pipeline.operation("o", String.class, String.class)
                .remember(cache)
                .build();
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void anOldAnswerStandsInForACallWhoseTimeIsUp(boolean async) {
        Operation<String, String> operation = operation(pipeline().build(), cache(Duration.ZERO));
        operation.call("a", subject -> "old");
        Outcome<String> outcome = async
                ? time.await(operation.tryCallAsync("a", subject -> new CompletableFuture<>()))
                : operation.tryCall("a", subject -> {
                    time.sleep(Duration.ofMinutes(1));
                    return "late";
                });
        assertThat(outcome.reasonCode()).isEqualTo(Reason.STALE);
        assertThat(outcome.orElse(null)).isEqualTo("old");
    }

    @Test
    void whoWaitsForAnotherLeavesOnTimeWhenTheExecutorIsFull() {
        CacheFallback<String, String> cache = CacheFallback.of(String.class, String.class, key -> key)
                .freshFor(Duration.ofSeconds(1))
                .build("cache", time);
        Pipeline unlimited =
                Pipeline.named("p").time(time).in(Registry.create()).build();
        operation(unlimited, cache).tryCallAsync("a", subject -> new CompletableFuture<>());
        CompletableFuture<Outcome<String>> second =
                operation(pipeline().build(), cache).tryCallAsync("a", subject -> new CompletableFuture<>());
        full = true;
        time.advance(Duration.ofSeconds(2));
        assertThat(second).isDone();
        assertThat(second.join().reasonCode()).isEqualTo(Reason.DEADLINE);
    }

    @Test
    void whoWaitsForAnotherGetsItsAnswerWhenTheExecutorIsFull() {
        CacheFallback<String, String> cache = CacheFallback.of(String.class, String.class, key -> key)
                .freshFor(Duration.ofSeconds(1))
                .build("cache", time);
        Operation<String, String> operation = operation(pipeline().build(), cache);
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<Outcome<String>> first = operation.tryCallAsync("a", subject -> asked);
        CompletableFuture<Outcome<String>> second = operation.tryCallAsync("a", subject -> asked);
        full = true;
        asked.complete("answer");
        assertThat(first.join().orElse(null)).isEqualTo("answer");
        assertThat(second.join().orElse(null)).isEqualTo("answer");
    }

    private static final class Tenant implements ContextCarrier {
        String current = "nobody";

        @Override
        public Snapshot capture() {
            String captured = current;
            return () -> {
                String before = current;
                current = captured;
                return () -> current = before;
            };
        }
    }

    @Test
    void theWorkSeesTheContextOfItsCallerAfterAMiss() {
        Tenant tenant = new Tenant();
        List<String> seen = new ArrayList<>();
        Operation<String, String> operation = operation(pipeline().carry(tenant).build(), cache(Duration.ofSeconds(1)));
        tenant.current = "caller";
        CompletableFuture<Outcome<String>> call = operation.tryCallAsync("a", subject -> {
            seen.add(tenant.current);
            return CompletableFuture.completedFuture("answer");
        });
        tenant.current = "somebody else";
        time.await(call);
        assertThat(seen).containsExactly("caller");
        assertThat(tenant.current).isEqualTo("somebody else");
    }

    @ParameterizedTest(name = "remembered {0}")
    @ValueSource(booleans = {false, true})
    void everyStageOfAChainSeesTheContextOfItsCaller(boolean remembered) {
        Tenant tenant = new Tenant();
        List<String> seen = new ArrayList<>();
        Operation<String, String> stage = pipeline()
                .carry(tenant)
                .build()
                .operation("o", String.class, String.class)
                .build();
        List<CompletableFuture<String>> asked = new ArrayList<>();
        var builder = Operation.firstOfAsync(
                        "chain",
                        stage.viaAsync(subject -> {
                                    seen.add("first of " + tenant.current);
                                    asked.add(new CompletableFuture<>());
                                    return asked.get(0);
                                })
                                .as("first"),
                        stage.viaAsync(subject -> {
                                    seen.add("second of " + tenant.current);
                                    return CompletableFuture.failedFuture(new IOException("down"));
                                })
                                .as("second"))
                .within(Duration.ofSeconds(2))
                .last("last", (subject, cause) -> {
                    seen.add("last of " + tenant.current);
                    return "last";
                })
                .in(Registry.create());
        if (remembered) {
            builder.remember(cache(Duration.ofSeconds(1)));
        }
        FirstOfAsync<String, String> chain = builder.build();
        tenant.current = "caller";
        CompletableFuture<Outcome<String>> call = chain.tryCallAsync("a");
        tenant.current = "somebody else"; // of the same thread, which now does something else
        time.advance(LATENCY.multipliedBy(2));
        time.advance(LATENCY);
        asked.get(0).completeExceptionally(new IOException("down"));
        assertThat(time.await(call).orElse(null)).isEqualTo("last");
        assertThat(seen).containsExactly("first of caller", "second of caller", "last of caller");
    }
}
