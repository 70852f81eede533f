package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that change while the dependency is asked, or cannot be compared: no flight is left behind, and no call fails. */
@Timeout(20)
class OddKeysTest {
    private final VirtualTime time = VirtualTime.automatic();

    private <K> CacheFallback<K, String> cache(Class<K> type) {
        return CacheFallback.of(type, String.class, key -> key)
                .freshFor(Duration.ofSeconds(10))
                .build("cache", time);
    }

    private <K> Operation<K, String> operation(CacheFallback<K, String> cache, Class<K> type) {
        return Pipeline.named("p")
                .time(time)
                .continueOn(time.executor())
                .in(Registry.create())
                .build()
                .operation("o", type, String.class)
                .remember(cache)
                .build();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class of a generic type
    private static Class<List<String>> listOfText() {
        return (Class) List.class;
    }

    private <K> Outcome<String> ask(
            boolean async, Operation<K, String> operation, K key, String answer, Runnable work) {
        return async
                ? time.await(operation.tryCallAsync(key, subject -> {
                    work.run();
                    return CompletableFuture.completedFuture(answer);
                }))
                : operation.tryCall(key, subject -> {
                    work.run();
                    return answer;
                });
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void aKeyThatChangesWhileTheDependencyIsAskedLeavesNoFlightBehind(boolean async) {
        CacheFallback<List<String>, String> cache = cache(listOfText());
        Operation<List<String>, String> operation = operation(cache, listOfText());
        List<String> request = new ArrayList<>(List.of("page 1"));
        ask(async, operation, request, "first", () -> request.set(0, "page 2"));
        assertThat(cache.view().flights()).isZero();
        request.set(0, "page 1");
        time.advance(Duration.ofMinutes(1));
        Outcome<String> second = ask(async, operation, request, "second", () -> {});
        assertThat(second.orElse(null)).isEqualTo("second");
        assertThat(second.reasonCode()).isEqualTo(Reason.SERVED);
    }

    /** All in one place of a map, and not to be compared. */
    private static final class Incomparable {
        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("not to be compared");
        }
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void aKeyThatCannotBeComparedAffectsNoCall(boolean async) {
        CacheFallback<Incomparable, String> cache = cache(Incomparable.class);
        Operation<Incomparable, String> operation = operation(cache, Incomparable.class);
        List<String> inner = new ArrayList<>();
        Outcome<String> outer = ask(
                async,
                operation,
                new Incomparable(),
                "outer",
                () -> inner.add(operation.call(new Incomparable(), subject -> "inner")));
        assertThat(inner).containsExactly("inner");
        assertThat(outer.orElse(null)).isEqualTo("outer");
        assertThat(cache.view().flights()).isZero();
    }

    /** Work that comes back to its own question would wait for itself. */
    @Test
    void workThatAsksForItsOwnKeyDoesNotWaitForItself() {
        CacheFallback<String, String> cache = cache(String.class);
        Operation<String, String> operation = operation(cache, String.class);
        List<String> inner = new ArrayList<>();
        Outcome<String> outer =
                ask(false, operation, "a", "outer", () -> inner.add(operation.call("a", subject -> "inner")));
        assertThat(inner).containsExactly("inner");
        assertThat(outer.orElse(null)).isEqualTo("outer");
        assertThat(cache.view().flights()).isZero();
    }
}
