package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.FallbackOperation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stale if error: the last good answer of a key, while it is young enough. */
class CacheFallbackTest {
    private static final Duration MAX_STALE = Duration.ofMinutes(10);

    private VirtualTime time = VirtualTime.automatic();
    private final List<Throwable> causes = new ArrayList<>();
    private FallbackOperation<String, String> prices = operation();

    private FallbackOperation<String, String> operation() {
        CacheFallback<String, String> cache = new CacheFallback<>(
                key -> key.substring(0, 1),
                MAX_STALE,
                100,
                (subject, cause) -> {
                    causes.add(cause);
                    return "default";
                },
                time);
        return Pipeline.named("prices")
                .time(time)
                .in(Registry.create())
                .build()
                .operation("price", String.class, String.class)
                .fallbackBy(cache)
                .build();
    }

    private String good(String key, String answer) {
        return prices.call(key, subject -> answer);
    }

    private String bad(String key) {
        return prices.call(key, subject -> {
            throw new IOException("down");
        });
    }

    @Test
    void goodAnswersPassAndAreServedWhenTheDependencyFails() {
        assertThat(good("a", "first")).isEqualTo("first");
        assertThat(good("a", "second")).isEqualTo("second");
        assertThat(bad("a")).isEqualTo("second");
        assertThat(causes).isEmpty();
    }

    @Test
    void anotherKeyHasAnotherAnswer() {
        good("a", "of a");
        good("b", "of b");
        assertThat(bad("a")).isEqualTo("of a");
        assertThat(bad("b")).isEqualTo("of b");
        assertThat(bad("also a".substring(0, 2))).isEqualTo("of a");
    }

    @Test
    void whatWasNeverAnsweredIsAnsweredByTheNextFallbackWhichKnowsTheCause() {
        assertThat(bad("a")).isEqualTo("default");
        assertThat(causes)
                .singleElement()
                .satisfies(cause -> assertThat(cause).hasMessage("down").isInstanceOf(IOException.class));
    }

    @ParameterizedTest(name = "clock starts at {0}")
    @ValueSource(longs = {0, -7_000_000_001L, Long.MAX_VALUE - 999})
    void anAnswerIsServedUpToTheGreatestAgeAndNoLonger(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        prices = operation();
        good("a", "kept");
        time.advance(MAX_STALE);
        assertThat(bad("a")).isEqualTo("kept");
        time.advance(Duration.ofNanos(1));
        assertThat(bad("a")).isEqualTo("default");
    }

    @Test
    void aStaleAnswerThatIsServedDoesNotGrowYounger() {
        good("a", "kept");
        for (int minute = 1; minute <= 10; minute++) {
            time.advance(Duration.ofMinutes(1));
            assertThat(bad("a")).isEqualTo("kept");
        }
        time.advance(Duration.ofMinutes(1));
        assertThat(bad("a")).isEqualTo("default");
    }

    @Test
    void aNullAnswerIsNotRememberedAndEndsTheOneBefore() {
        good("a", "kept");
        assertThat(prices.call("a", subject -> null)).isNull();
        assertThat(bad("a")).isEqualTo("default");
    }

    @Test
    void anAnswerFromTheFutureIsNotServed() {
        good("a", "kept");
        time.jump(Duration.ofNanos(-1));
        assertThat(bad("a")).isEqualTo("default");
    }

    @Test
    void aKeyFunctionThatThrowsLeavesTheNextFallback() {
        assertThat(bad("")).isEqualTo("default");
        assertThat(causes)
                .singleElement()
                .satisfies(cause -> assertThat(cause.getSuppressed())
                        .hasOnlyElementsOfType(StringIndexOutOfBoundsException.class)
                        .hasSize(1));
    }

    @Test
    void aKeyFunctionThatThrowsDoesNotSpoilAGoodAnswer() {
        assertThat(good("", "answer for a subject without a first letter")).startsWith("answer");
    }

    @Test
    void anErrorIsNotHidden() {
        good("a", "kept");
        assertThatThrownBy(() -> prices.call("a", subject -> {
                    throw new AssertionError("broken");
                }))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void badOptionsAreRefusedWithNameValueAndRange() {
        refused("keyOf: null (expected: not null)", () -> new CacheFallback<>(null, MAX_STALE, 1, (s, c) -> "", time));
        refused("maxStale: null (expected: > PT0S", () -> cache(null, 1));
        refused("maxStale: PT0S (expected: > PT0S", () -> cache(Duration.ZERO, 1));
        refused("maxStale: PT-1S (expected: > PT0S", () -> cache(Duration.ofSeconds(-1), 1));
        refused("maxStale: PT2562047788015215H30M7S", () -> cache(Duration.ofSeconds(Long.MAX_VALUE), 1));
        refused("maxEntries: 0 (expected: >= 1 and <= 100000000)", () -> cache(MAX_STALE, 0));
        refused("maxEntries: -1 (expected: >= 1 and", () -> cache(MAX_STALE, -1));
        refused("maxEntries: 9223372036854775807 (expected", () -> cache(MAX_STALE, Long.MAX_VALUE));
        refused("otherwise: null (expected: not null)", () -> new CacheFallback<>(s -> s, MAX_STALE, 1, null, time));
        refused("time: null (expected: not null)", () -> new CacheFallback<>(s -> s, MAX_STALE, 1, (s, c) -> "", null));
    }

    private CacheFallback<String, String> cache(Duration maxStale, long maxEntries) {
        return new CacheFallback<>(key -> key, maxStale, maxEntries, (subject, cause) -> "", time);
    }

    private static void refused(String message, Runnable build) {
        assertThatIllegalArgumentException().isThrownBy(build::run).withMessageStartingWith(message);
    }
}
