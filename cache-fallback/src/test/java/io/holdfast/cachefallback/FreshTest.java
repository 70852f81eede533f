package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.testkit.NoLeaks;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fresh answers, and asynchronous calls that share one question. On virtual time, step by step. */
class FreshTest {
    @RegisterExtension
    final NoLeaks leaks = new NoLeaks();

    private final VirtualTime time = leaks.watch(VirtualTime.automatic());
    private final CacheFallback<String, String> cache = CacheFallback.of(String.class, String.class, key -> key)
            .maxStale(Duration.ofMinutes(10))
            .freshFor(Duration.ofSeconds(10))
            .build("cache", time);
    private final Operation<String, String> operation = Pipeline.named("p")
            .time(time)
            .within(Duration.ofSeconds(5))
            .continueOn(time.executor())
            .in(Registry.create())
            .build()
            .operation("o", String.class, String.class)
            .remember(cache)
            .build();
    private final List<CompletableFuture<String>> asked = new ArrayList<>();

    private CompletableFuture<Outcome<String>> begin(String key) {
        return operation.tryCallAsync(key, subject -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            asked.add(stage);
            return stage;
        });
    }

    @Test
    void aFreshAnswerIsServedWithoutAsking() throws Exception {
        assertThat(operation.tryCall("a", subject -> "first").reasonCode()).isEqualTo(Reason.SERVED);
        time.advance(Duration.ofSeconds(10));
        Outcome<String> again = operation.tryCall("a", subject -> "second");
        assertThat(again.orElseThrow()).isEqualTo("first");
        assertThat(again.reasonCode()).isEqualTo(Reason.CACHED).hasToString("cached");
        assertThat(again.age()).hasValue(Duration.ofSeconds(10));
        assertThat(again.stale()).isFalse();
        assertThat(time.await(begin("a")).orElseThrow()).isEqualTo("first");
        assertThat(asked).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(operation.call("a", subject -> "second")).isEqualTo("second");
        assertThat(operation.call("a", subject -> "third")).isEqualTo("second");
        assertThat(cache.view().fresh()).isEqualTo(3);
    }

    @Test
    void aFailureIsSharedAndNotRemembered() {
        List<CompletableFuture<Outcome<String>>> calls = List.of(begin("a"), begin("a"), begin("a"), begin("b"));
        assertThat(asked).hasSize(2);
        asked.get(0).completeExceptionally(new IOException("down"));
        asked.get(1).complete("of b");
        for (CompletableFuture<Outcome<String>> call : calls.subList(0, 3)) {
            assertThat(time.await(call).reasonCode()).isEqualTo(Reason.FAILED);
        }
        assertThat(time.await(calls.get(3)).orElse(null)).isEqualTo("of b");
        assertThat(cache.view().shared()).isEqualTo(2);
        CompletableFuture<Outcome<String>> next = begin("a");
        assertThat(asked).as("a failure is not remembered").hasSize(3);
        asked.get(2).complete("back");
        assertThat(time.await(next).orElse(null)).isEqualTo("back");
        assertThat(cache.view().flights()).isZero();
    }

    @Test
    void everybodyGetsTheOldAnswerOfTheOneWhoAsked() {
        operation.call("a", subject -> "old");
        time.advance(Duration.ofMinutes(1));
        List<CompletableFuture<Outcome<String>>> calls = List.of(begin("a"), begin("a"));
        assertThat(asked).hasSize(1);
        asked.get(0).completeExceptionally(new IOException("down"));
        for (CompletableFuture<Outcome<String>> call : calls) {
            assertThat(time.await(call).reasonCode()).isEqualTo(Reason.STALE);
            assertThat(time.await(call).age()).hasValue(Duration.ofMinutes(1));
        }
    }

    @Test
    void whenTheOneWhoAskedGivesUpAnotherAsks() {
        CompletableFuture<Outcome<String>> first = begin("a");
        List<CompletableFuture<Outcome<String>>> others = List.of(begin("a"), begin("a"), begin("a"));
        assertThat(asked).hasSize(1);
        first.cancel(true);
        assertThat(asked.get(0)).as("its own call is cancelled").isCancelled();
        time.advance(Duration.ZERO);
        assertThat(asked).as("exactly one of the others asks").hasSize(2);
        asked.get(1).complete("second");
        for (CompletableFuture<Outcome<String>> other : others) {
            assertThat(time.await(other).orElse(null)).isEqualTo("second");
        }
        assertThat(cache.view().flights()).isZero();
    }

    @Test
    void whoGivesUpWaitingDisturbsNobody() {
        CompletableFuture<Outcome<String>> first = begin("a");
        CompletableFuture<Outcome<String>> second = begin("a");
        second.cancel(true);
        assertThat(asked.get(0)).isNotDone();
        asked.get(0).complete("answer");
        assertThat(time.await(first).orElse(null)).isEqualTo("answer");
    }

    @Test
    void whoWaitsForAnotherKeepsItsOwnDeadline() {
        CompletableFuture<Outcome<String>> first = begin("a");
        time.advance(Duration.ofSeconds(4));
        CompletableFuture<Outcome<String>> second = begin("a");
        time.advance(Duration.ofSeconds(1));
        assertThat(time.await(first).reasonCode()).isEqualTo(Reason.DEADLINE);
        assertThat(time.await(second).reasonCode())
                .as("the same limit, so the same end")
                .isEqualTo(Reason.DEADLINE);
        assertThat(asked).hasSize(1);
    }

    @Test
    void anErrorReachesEverybodyWhoShared() {
        CompletableFuture<Outcome<String>> first = begin("a");
        CompletableFuture<Outcome<String>> second = begin("a");
        AssertionError broken = new AssertionError("broken");
        asked.get(0).completeExceptionally(broken);
        for (CompletableFuture<Outcome<String>> call : List.of(first, second)) {
            assertThatThrownBy(() -> time.await(call)).hasRootCause(broken);
        }
        assertThat(cache.view().flights()).isZero();
    }

    @Test
    void callAsyncFailsAsCallThrows() {
        CompletableFuture<String> call = operation.callAsync("a", subject -> {
            throw new IOException("down");
        });
        assertThatThrownBy(() -> time.await(call)).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> operation.call("a", subject -> {
                    throw new IOException("down");
                }))
                .isInstanceOf(IOException.class);
    }

    /** Between its look-up and its flight, another call asks, keeps its answer and is gone. */
    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void whoMissedJustBeforeTheAnswerWasKeptAsksNobody(boolean async) {
        AnswerStore<String> real = CaffeineStore.ofEntries(10, time);
        AtomicReference<Runnable> meanwhile = new AtomicReference<>();
        AnswerStore<String> store = new AnswerStore<>() {
            @Override
            public CompletionStage<KeptAnswer<String>> get(Object key) {
                CompletionStage<KeptAnswer<String>> before = real.get(key);
                Runnable other = meanwhile.getAndSet(null);
                if (other != null) {
                    other.run();
                }
                return before;
            }

            @Override
            public CompletionStage<?> put(Object key, String value) {
                return real.put(key, value);
            }

            @Override
            public CompletionStage<?> remove(Object key) {
                return real.remove(key);
            }
        };
        Operation<String, String> hooked = Pipeline.named("p")
                .time(time)
                .continueOn(time.executor())
                .in(Registry.create())
                .build()
                .operation("o", String.class, String.class)
                .remember(CacheFallback.of(String.class, String.class, key -> key)
                        .freshFor(Duration.ofSeconds(10))
                        .store(store, Duration.ofSeconds(1)))
                .build();
        meanwhile.set(() -> hooked.call("a", subject -> "first"));
        Outcome<String> late = async
                ? time.await(hooked.tryCallAsync("a", subject -> CompletableFuture.completedFuture("second")))
                : hooked.tryCall("a", subject -> "second");
        assertThat(late.orElse(null)).isEqualTo("first");
        assertThat(late.reasonCode()).isEqualTo(Reason.CACHED);
    }
}
