package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the store does wrong, and whenever: the dependency is asked as often as it should, and the call ends as it would. */
class StoreFaultsTest {
    private static final Duration LIMIT = Duration.ofMillis(50);

    /** What a store may do instead of what it should. */
    private enum Wrong {
        THROWS,
        THROWS_AN_ERROR,
        RETURNS_NULL,
        FAILS,
        HANGS,
        COMES_LATE,
        COMES_IN_TIME_BUT_NOT_AT_ONCE,
        IS_OF_ANOTHER_CLASS
    }

    /** The n-th use of the store is wrong. */
    private static final class Faulty implements AnswerStore<String> {
        private final VirtualTime time;
        private final AnswerStore<String> real;
        private final Wrong wrong;
        private final int at;
        private int uses;
        private boolean happened;

        Faulty(VirtualTime time, Wrong wrong, int at) {
            this.time = time;
            this.real = CaffeineStore.ofEntries(10, time);
            this.wrong = wrong;
            this.at = at;
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // heap pollution is one of the faults
        private <T> CompletionStage<T> use(Supplier<CompletionStage<T>> properly) {
            if (uses++ != at) {
                return properly.get();
            }
            happened = true;
            return switch (wrong) {
                case THROWS -> throw new IllegalStateException("store");
                case THROWS_AN_ERROR -> throw new StackOverflowError("store");
                case RETURNS_NULL -> null;
                case FAILS -> CompletableFuture.failedFuture(new IOException("store"));
                case HANGS -> new CompletableFuture<>();
                case COMES_LATE -> time.later(LIMIT.multipliedBy(2), null).thenCompose(done -> properly.get());
                case COMES_IN_TIME_BUT_NOT_AT_ONCE ->
                    time.later(LIMIT.dividedBy(2), null).thenCompose(done -> properly.get());
                case IS_OF_ANOTHER_CLASS ->
                    (CompletionStage<T>) (CompletionStage) AnswerStore.done(new KeptAnswer<>(7, 0));
            };
        }

        @Override
        public CompletionStage<@Nullable KeptAnswer<String>> get(Object key) {
            return use(() -> real.get(key));
        }

        @Override
        public CompletionStage<?> put(Object key, String value) {
            return this.<Object>use(() -> real.put(key, value).thenApply(done -> done));
        }

        @Override
        public CompletionStage<?> remove(Object key) {
            return this.<Object>use(() -> real.remove(key).thenApply(done -> done));
        }
    }

    private final VirtualTime time = VirtualTime.automatic();
    private int asked;

    private CacheFallback<String, String> cache(AnswerStore<String> store, Duration freshFor) {
        return CacheFallback.of(String.class, String.class, key -> key)
                .maxStale(Duration.ofHours(1))
                .freshFor(freshFor)
                .store(store, LIMIT)
                .build("cache", time);
    }

    private Operation<String, String> operation(CacheFallback<String, String> cache) {
        return Pipeline.named("p")
                .time(time)
                .continueOn(time.executor())
                .in(Registry.create())
                .build()
                .operation("o", String.class, String.class)
                .remember(cache)
                .build();
    }

    private Outcome<String> good(Operation<String, String> operation, boolean async) {
        return async
                ? time.await(operation.tryCallAsync("a", key -> {
                    asked++;
                    return time.later(Duration.ofMillis(1), "answer");
                }))
                : operation.tryCall("a", key -> {
                    asked++;
                    return "answer";
                });
    }

    private Outcome<String> bad(Operation<String, String> operation, boolean async) {
        return async
                ? time.await(operation.tryCallAsync("a", key -> {
                    asked++;
                    return time.failLater(Duration.ofMillis(1), new IOException("down"));
                }))
                : operation.tryCall("a", key -> {
                    asked++;
                    throw new IOException("down");
                });
    }

    static Stream<Arguments> everyFaultAtEveryPoint() {
        List<Arguments> all = new ArrayList<>();
        for (Wrong wrong : Wrong.values()) {
            for (int at = 0; at < 8; at++) {
                for (boolean async : new boolean[] {false, true}) {
                    all.add(Arguments.of(wrong, at, async, false));
                    all.add(Arguments.of(wrong, at, async, true));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} at use {1}, async {2}, fresh {3}")
    @MethodSource("everyFaultAtEveryPoint")
    void changesNothingButStaleness(Wrong wrong, int at, boolean async, boolean mayBeFresh) {
        Faulty store = new Faulty(time, wrong, at);
        CacheFallback<String, String> cache = cache(store, mayBeFresh ? Duration.ofMinutes(1) : Duration.ZERO);
        Operation<String, String> operation = operation(cache);

        assertThat(good(operation, async).orElse(null)).isEqualTo("answer");
        assertThat(asked).as("a good call asks once").isEqualTo(1);

        Outcome<String> second = good(operation, async);
        assertThat(second.orElse(null)).isEqualTo("answer");
        int fresh = second.reasonCode().equals(Reason.CACHED) ? 1 : 0;
        assertThat(asked).as("asks once, or is fresh").isEqualTo(2 - fresh);

        time.advance(Duration.ofMinutes(2));
        Outcome<String> third = bad(operation, async);
        assertThat(asked).as("a failing call asks once").isEqualTo(3 - fresh);
        assertThat(third.reasonCode()).isIn(Reason.STALE, Reason.FAILED);
        assertThat(third.orElse("answer")).isEqualTo("answer");

        if (!store.happened) {
            assertThat(fresh == 1).isEqualTo(mayBeFresh);
        }
        if (!store.happened || wrong == Wrong.COMES_IN_TIME_BUT_NOT_AT_ONCE) {
            assertThat(third.reasonCode()).isEqualTo(Reason.STALE);
            assertThat(cache.view().storeFaults()).isZero();
        }
        assertThat(cache.view().flights()).isZero();
        time.advance(Duration.ofMinutes(1));
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void aStoreThatHangsForEverCostsItsLimitAndNoMemory() {
        AnswerStore<String> hangs = new AnswerStore<>() {
            @Override
            public CompletionStage<@Nullable KeptAnswer<String>> get(Object key) {
                return new CompletableFuture<>();
            }

            @Override
            public CompletionStage<?> put(Object key, String value) {
                return new CompletableFuture<>();
            }

            @Override
            public CompletionStage<?> remove(Object key) {
                return new CompletableFuture<>();
            }
        };
        CacheFallback<String, String> cache = cache(hangs, Duration.ofMinutes(1));
        List<StoreFailed> told = new ArrayList<>();
        cache.on(StoreFailed.class, told::add);
        Operation<String, String> operation = operation(cache);
        long began = time.nanos();
        for (int i = 0; i < 300; i++) {
            assertThat(good(operation, false).orElse(null)).isEqualTo("answer");
        }
        assertThat(asked).isEqualTo(300);
        assertThat(Duration.ofNanos(time.nanos() - began)).isEqualTo(LIMIT.multipliedBy(300));
        assertThat(told).filteredOn(each -> each.what().equals("put")).hasSize(300 - GuardedStore.MOST_WRITES);
        assertThat(cache.view().storeFaults()).isEqualTo(told.size());
    }
}
