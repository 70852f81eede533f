package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.FallbackOperation;
import io.holdfast.Operation;
import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Degraded;
import io.holdfast.spi.Verdict;
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

    /** The dependency's own answer, not a failure of it. */
    private static final class NotFound extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private VirtualTime time = VirtualTime.automatic();
    private Pipeline pipeline = pipeline();
    private CacheFallback<String, String> cache = cache();
    private Operation<String, String> prices = declared().build();
    private final List<Throwable> causes = new ArrayList<>();
    private int asked;

    private Pipeline pipeline() {
        return Pipeline.named("prices")
                .time(time)
                .in(Registry.create())
                .classify((result, thrown) -> thrown instanceof NotFound
                        ? Verdict.NEUTRAL
                        : Classifier.standard().judge(result, thrown))
                .build();
    }

    private CacheFallback<String, String> cache() {
        return CacheFallback.of(String.class, String.class, key -> key.substring(0, 1))
                .maxStale(MAX_STALE)
                .entries(100)
                .build("cache", time);
    }

    private OperationBuilder<String, String> declared() {
        return pipeline.operation("price", String.class, String.class).remember(cache);
    }

    private FallbackOperation<String, String> withDefault() {
        return declared()
                .fallbackBy("list price", (subject, cause) -> {
                    causes.add(cause);
                    return "default";
                })
                .build();
    }

    private String good(String key, String answer) {
        return prices.call(key, subject -> answer);
    }

    private Outcome<String> bad(String key) {
        return prices.tryCall(key, subject -> {
            asked++;
            throw new IOException("down");
        });
    }

    @Test
    void goodAnswersPassAndAreServedWhenTheDependencyFails() throws Exception {
        assertThat(good("a", "first")).isEqualTo("first");
        assertThat(good("a", "second")).isEqualTo("second");
        time.advance(Duration.ofSeconds(3));
        Outcome<String> stale = bad("a");
        assertThat(stale.orElseThrow()).isEqualTo("second");
        assertThat(stale.stale()).isTrue();
        assertThat(stale.age()).hasValue(Duration.ofSeconds(3));
        assertThat(stale.reasonCode()).isEqualTo(Reason.STALE).hasToString("stale");
        assertThat(asked).as("the dependency is asked once").isEqualTo(1);
        assertThat(cache.view().stale()).isEqualTo(1);
    }

    @Test
    void anotherKeyHasAnotherAnswer() {
        good("a", "of a");
        good("b", "of b");
        assertThat(bad("a").orElse(null)).isEqualTo("of a");
        assertThat(bad("b").orElse(null)).isEqualTo("of b");
        assertThat(bad("also a").orElse(null)).isEqualTo("of a");
    }

    @Test
    void whatWasNeverAnsweredIsTheOriginalFailure() {
        assertThat(bad("a").failure()).get().isInstanceOf(IOException.class);
        assertThatThrownBy(() -> prices.call("a", subject -> {
                    throw new IOException("down");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("down");
    }

    @Test
    void theFallbackComesAfterTheCacheAndKnowsTheCause() {
        FallbackOperation<String, String> always = withDefault();
        Outcome<String> none = always.tryCall("a", subject -> {
            throw new IOException("down");
        });
        assertThat(none.reasonCode().code()).isEqualTo("fallback:list price");
        assertThat(causes).singleElement().satisfies(cause -> assertThat(cause).hasMessage("down"));
        assertThat(always.tryCall("a", subject -> "kept").reasonCode()).isEqualTo(Reason.SERVED);
        assertThat(always.call("a", subject -> {
                    throw new IOException("down");
                }))
                .isEqualTo("kept");
        assertThat(causes).hasSize(1);
        assertThat(always.info().answers()).containsExactly("stale up to 600s", "fallback:list price");
    }

    @ParameterizedTest(name = "clock starts at {0}")
    @ValueSource(longs = {0, -7_000_000_001L, Long.MAX_VALUE - 999})
    void anAnswerIsServedUpToTheGreatestAgeAndNoLonger(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        pipeline = pipeline();
        cache = cache();
        prices = declared().build();
        good("a", "kept");
        time.advance(MAX_STALE);
        assertThat(bad("a").orElse(null)).isEqualTo("kept");
        time.advance(Duration.ofNanos(1));
        assertThat(bad("a").failure()).get().isInstanceOf(IOException.class);
        assertThat(cache.view().tooOld()).isEqualTo(1);
    }

    @Test
    void aStaleAnswerThatIsServedDoesNotGrowYounger() {
        good("a", "kept");
        for (int minute = 1; minute <= 10; minute++) {
            time.advance(Duration.ofMinutes(1));
            assertThat(bad("a").age()).hasValue(Duration.ofMinutes(minute));
        }
        time.advance(Duration.ofMinutes(1));
        assertThat(bad("a").succeeded()).isFalse();
    }

    @Test
    void aNullAnswerIsNotRememberedAndEndsTheOneBefore() {
        good("a", "kept");
        assertThat(prices.call("a", subject -> null)).isNull();
        assertThat(bad("a").succeeded()).isFalse();
    }

    @Test
    void anAnswerFromTheFutureIsNotServed() {
        good("a", "kept");
        time.jump(Duration.ofNanos(-1));
        assertThat(bad("a").succeeded()).isFalse();
    }

    @Test
    void aKeyFunctionThatThrowsLeavesTheCallAsItIs() {
        assertThat(good("", "answer for a subject without a first letter")).startsWith("answer");
        assertThat(bad("").failure()).get().isInstanceOf(IOException.class);
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void anErrorIsNotHidden() {
        good("a", "kept");
        AssertionError broken = new AssertionError("broken");
        assertThatThrownBy(() -> prices.call("a", subject -> {
                    throw broken;
                }))
                .isSameAs(broken);
    }

    @Test
    void whatTheClassifierTakesForAnAnswerOfTheDependencyIsNotMasked() {
        good("a", "kept");
        assertThatThrownBy(() -> prices.call("a", subject -> {
                    throw new NotFound();
                }))
                .isInstanceOf(NotFound.class);
        FallbackOperation<String, String> always = withDefault();
        assertThatThrownBy(() -> always.call("a", subject -> {
                    throw new NotFound();
                }))
                .isInstanceOf(NoAnswerException.class)
                .hasCauseInstanceOf(NotFound.class);
        assertThat(causes).isEmpty();
    }

    @Test
    void theMaskExceptsMore() {
        cache = CacheFallback.of(String.class, String.class, key -> key)
                .mask(thrown -> !(thrown instanceof IllegalArgumentException))
                .build("cache", time);
        prices = declared().build();
        good("a", "kept");
        assertThatThrownBy(() -> prices.call("a", subject -> {
                    throw new IllegalArgumentException("400");
                }))
                .hasMessage("400");
        assertThat(bad("a").orElse(null)).isEqualTo("kept");
    }

    @Test
    void whoGivesUpGetsNoOldAnswer() {
        good("a", "kept");
        assertThatThrownBy(() -> prices.call("a", subject -> {
                    throw new InterruptedException("gave up");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("thrown, so not set").isFalse();
        assertThat(prices.tryCall("a", subject -> {
                            throw new InterruptedException("gave up");
                        })
                        .reasonCode())
                .isEqualTo(Reason.CANCELLED);
        assertThat(Thread.interrupted()).as("a value, so set").isTrue();
    }

    @Test
    void aBadResultIsNeitherRememberedNorMasked() {
        pipeline = Pipeline.named("prices")
                .time(time)
                .in(Registry.create())
                .classify(Classifier.standard().failingResults("bad"::equals))
                .build();
        prices = declared().build();
        good("a", "kept");
        assertThat(good("a", "bad")).isEqualTo("bad");
        assertThat(bad("a").orElse(null)).isEqualTo("kept");
    }

    @Test
    void listenersAreToldOfAStaleAnswer() {
        List<Degraded> told = new ArrayList<>();
        good("a", "kept");
        Subscription subscription = pipeline.on(Degraded.class, told::add);
        good("a", "kept");
        bad("a");
        subscription.close();
        bad("a");
        assertThat(told).singleElement().satisfies(event -> {
            assertThat(event.operation()).isEqualTo("price");
            assertThat(event.reason()).isEqualTo(Reason.STALE);
            assertThat(event.age()).isPresent();
        });
    }

    @Test
    void itIsBoundedByEntriesAndByWeight() {
        for (int i = 0; i < 1_000; i++) {
            good((char) ('a' + i) + "", "answer");
        }
        assertThat(cache.view().entries()).isLessThanOrEqualTo(100);
        cache = CacheFallback.of(String.class, String.class, key -> key)
                .weight(50, String::length)
                .build("heavy", time);
        prices = declared().build();
        for (int i = 0; i < 1_000; i++) {
            good("k" + i, "0123456789");
        }
        assertThat(cache.view().entries()).isLessThanOrEqualTo(5);
        assertThat(cache.view().remembered()).isEqualTo(1_000);
    }

    @Test
    void itIsReconfiguredWhileItRemembers() {
        List<CacheReconfigured> told = new ArrayList<>();
        good("a", "kept");
        time.advance(Duration.ofMinutes(5));
        Subscription subscription = cache.on(CacheReconfigured.class, told::add);
        cache.reconfigure(cache.settings().withMaxStale(Duration.ofMinutes(4)));
        assertThat(bad("a").succeeded()).isFalse();
        cache.reconfigure(cache.settings().withMaxStale(Duration.ofMinutes(6)).withMaximum(3));
        subscription.close();
        assertThat(bad("a").orElse(null)).as("it has kept its answer").isEqualTo("kept");
        for (int i = 0; i < 100; i++) {
            good((char) ('a' + i) + "", "answer");
        }
        assertThat(cache.view().entries()).isLessThanOrEqualTo(3);
        assertThat(told)
                .hasSize(2)
                .last()
                .satisfies(event -> assertThat(event.after()).isSameAs(cache.settings()));
    }
}
