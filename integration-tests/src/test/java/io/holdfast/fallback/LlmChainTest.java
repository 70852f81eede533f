package io.holdfast.fallback;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.FirstOf;
import io.holdfast.FirstOfBuilder;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Provider;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.cachefallback.CacheKey;
import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.testkit.NoLeaks;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The assistant of a shop: four language models, best to simplest, one deadline of 20 s, answers remembered. */
class LlmChainTest {
    @RegisterExtension
    final NoLeaks leaks = new NoLeaks();

    private record Prompt(String tenant, String text) {
        CacheKey key() {
            return CacheKey.tenant(tenant)
                    .with("model", "best to simplest")
                    .with("parameters", Map.of("temperature", 0))
                    .with("prompt", text)
                    .build();
        }
    }

    private interface Model {
        String complete(Prompt prompt) throws Exception;
    }

    private static final List<String> NAMES = List.of("best", "good", "small", "simple");

    private final VirtualTime time = leaks.watch(VirtualTime.automatic());
    private final CacheFallback<Prompt, String> cache = CacheFallback.of(Prompt.class, String.class, Prompt::key)
            .maxStale(ofHours(24))
            .freshFor(ofHours(1))
            .entries(100_000)
            .build("summaries", time);
    private int asked;

    private Provider<Prompt, String, Provider.Blocking> stage(String name, Duration limit, Model model) {
        Pipeline pipeline = leaks.watch(Pipeline.named(name)
                .time(time)
                .in(Registry.create())
                .with(CircuitBreaker.consecutiveFailures(3))
                .build());
        return pipeline.operation("summarise", Prompt.class, String.class)
                .build()
                .via(prompt -> {
                    asked++;
                    return model.complete(prompt);
                })
                .atMost(limit);
    }

    private FirstOfBuilder<Prompt, String, FirstOf<Prompt, String>> chain(Model model) {
        return Operation.firstOf(
                        "summary",
                        stage(NAMES.get(0), ofSeconds(8), model),
                        stage(NAMES.get(1), ofSeconds(6), model),
                        stage(NAMES.get(2), ofSeconds(4), model),
                        stage(NAMES.get(3), ofSeconds(2), model))
                .within(ofSeconds(20))
                .remember(cache)
                .in(Registry.create());
    }

    private String hang(Prompt prompt) throws InterruptedException {
        time.sleep(ofHours(1));
        return "late";
    }

    @Test
    void whenAllHangThereIsAClearFailureAtTheDeadline() {
        long began = time.nanos();
        Outcome<String> outcome = chain(this::hang).build().tryCall(new Prompt("acme", "summarise"));
        assertThat(Duration.ofNanos(time.nanos() - began)).isEqualTo(ofSeconds(20));
        assertThat(outcome.reasonCode()).isEqualTo(Reason.DEADLINE);
        assertThat(outcome.failure()).get().isInstanceOfSatisfying(NoAnswerException.class, none -> {
            assertThat(none.stages())
                    .extracting(each -> each.name() + ": " + each.reason())
                    .containsExactly("best: timed-out", "good: timed-out", "small: timed-out", "simple: timed-out");
            assertThat(none).hasMessageContaining("limit 8000.0 ms").hasMessageContaining("limit 2000.0 ms");
            System.out.println(none.getMessage());
        });
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void withALastStageThereIsAlwaysAPage() throws Exception {
        FirstOf<Prompt, String> chain = chain(this::hang)
                .last("raw reviews", (prompt, cause) -> "reviews of " + prompt.text())
                .build();
        long began = time.nanos();
        for (int i = 0; i < 10; i++) {
            Outcome<String> outcome = chain.tryCall(new Prompt("acme", "shoes"));
            assertThat(outcome.orElseThrow()).isEqualTo("reviews of shoes");
            assertThat(outcome.reasonCode()).hasToString("fallback:raw reviews");
        }
        assertThat(Duration.ofNanos(time.nanos() - began))
                .as("each provider has a breaker: after three failures nobody waits for it")
                .isEqualTo(ofSeconds(60));
    }

    @Test
    void theFirstIsBusyTheSecondHangsTheThirdAnswers() throws Exception {
        FirstOf<Prompt, String> chain = Operation.firstOf(
                        "summary",
                        stage("best", ofSeconds(8), prompt -> {
                            throw new IllegalStateException("429");
                        }),
                        stage("good", ofSeconds(6), this::hang),
                        stage("small", ofSeconds(4), prompt -> "short"))
                .within(ofSeconds(20))
                .remember(cache)
                .in(Registry.create())
                .build();
        Outcome<String> outcome = chain.tryCall(new Prompt("acme", "shoes"));
        assertThat(outcome.orElseThrow()).isEqualTo("short");
        assertThat(outcome.reasonCode()).isEqualTo(Reason.fallback("small"));
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(ofSeconds(6));
        assertThat(chain.tryCall(new Prompt("acme", "shoes")).reasonCode()).isEqualTo(Reason.CACHED);
    }

    @Test
    void equalPromptsOfTwoTenantsNeverShare() {
        FirstOf<Prompt, String> chain =
                chain(prompt -> "secret of " + prompt.tenant()).build();
        for (int round = 0; round < 2; round++) {
            for (String tenant : List.of("acme", "evil", "other")) {
                assertThat(chain.call(new Prompt(tenant, "what do you know?"))).isEqualTo("secret of " + tenant);
            }
        }
        assertThat(asked).isEqualTo(3);
        assertThat(cache.view().fresh()).isEqualTo(3);
    }

    /** Three of ten prompts repeat an earlier one of the same tenant. A hit is exactly a repeat that is still fresh. */
    @Test
    void aTraceHitsExactlyAsOftenAsItsDistributionSays() {
        FirstOf<Prompt, String> chain =
                chain(prompt -> prompt.tenant() + ": " + prompt.text()).build();
        SplittableRandom random = new SplittableRandom(42);
        List<Prompt> earlier = new ArrayList<>();
        Map<Prompt, Long> answered = new HashMap<>();
        int calls = 10_000;
        int repeats = 0;
        int expected = 0;
        for (int i = 0; i < calls; i++) {
            time.advance(ofMillis(random.nextInt(2_000)));
            boolean repeat = !earlier.isEmpty() && random.nextInt(10) < 3;
            Prompt prompt = repeat
                    ? earlier.get(random.nextInt(earlier.size()))
                    : new Prompt("tenant " + random.nextInt(5), "prompt " + i);
            repeats += repeat ? 1 : 0;
            if (!repeat) {
                earlier.add(prompt);
            }
            Long since = answered.get(prompt);
            boolean hit = since != null && time.nanos() - since <= ofHours(1).toNanos();
            expected += hit ? 1 : 0;
            if (!hit) {
                answered.put(prompt, time.nanos());
            }
            Outcome<String> outcome = chain.tryCall(prompt);
            assertThat(outcome.reasonCode()).isEqualTo(hit ? Reason.CACHED : Reason.SERVED);
            assertThat(outcome.orElse(null)).isEqualTo(prompt.tenant() + ": " + prompt.text());
        }
        assertThat(repeats).as("30 %% of the trace").isBetween(2_850, 3_150);
        assertThat(cache.view().fresh()).isEqualTo(expected);
        assertThat(asked).isEqualTo(calls - expected);
        System.out.println("trace: " + calls + " calls, " + repeats + " repeats, " + expected + " of them fresh: hits "
                + cache.view().fresh());
    }
}
