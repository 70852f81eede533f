package io.holdfast.fallback;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.FirstOf;
import io.holdfast.FirstOfAsync;
import io.holdfast.FirstOfBuilder;
import io.holdfast.Operation;
import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.Provider;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.NoLeaks;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not asked any more, and what the caller gets all the same. */
class ChainEndsTest {
    @RegisterExtension
    final NoLeaks leaks = new NoLeaks();

    private static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final VirtualTime time = leaks.watch(VirtualTime.automatic());
    private final List<String> order = new ArrayList<>();

    @AfterEach
    void noInterruptIsLeftBehind() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private OperationBuilder<String, String> operation(String name) {
        return leaks.watch(Pipeline.named(name)
                        .time(time)
                        .continueOn(time.executor())
                        .in(Registry.create())
                        .within(ofSeconds(5))
                        .classify((result, thrown) -> thrown instanceof Busy
                                ? Verdict.overloaded(ofMillis(300))
                                : Classifier.standard().judge(result, thrown))
                        .build())
                .operation("o", String.class, String.class);
    }

    private Provider<String, String, Provider.Blocking> answers(String name) {
        return operation(name).build().via(subject -> {
            order.add(name);
            return "of " + name;
        });
    }

    private static FirstOfBuilder<String, String, FirstOf<String, String>> chain(
            Provider<String, String, Provider.Blocking> first, Provider<String, String, Provider.Blocking> second) {
        return Operation.firstOf("chain", first, second).within(ofSeconds(20)).in(Registry.create());
    }

    @Test
    void whoIsInterruptedWhileItWaitsForAStageAsksNobodyAnyMore() {
        Provider<String, String, Provider.Blocking> busy = operation("a")
                .build()
                .via(subject -> {
                    order.add("a");
                    Thread me = Thread.currentThread();
                    time.schedule(ofMillis(100).toNanos(), me::interrupt);
                    throw new Busy();
                });
        Outcome<String> outcome =
                chain(busy.waitUpTo(ofSeconds(1)), answers("b")).build().tryCall("q");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(order).containsExactly("a");
        assertThat(outcome.reasonCode()).isEqualTo(Reason.CANCELLED);
    }

    @Test
    void workThatTellsOfItsInterruptByAnotherExceptionEndsTheChainToo() {
        Provider<String, String, Provider.Blocking> closed = operation("a")
                .build()
                .via(subject -> {
                    order.add("a");
                    Thread.currentThread().interrupt();
                    throw new ClosedByInterruptException();
                });
        Outcome<String> outcome = chain(closed, answers("b")).build().tryCall("q");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(order).containsExactly("a");
        assertThat(outcome.reasonCode()).isEqualTo(Reason.CANCELLED);
    }

    @Test
    void theLastStageAnswersAlsoForWhoIsInterruptedWhileAnotherCallAsks() {
        CacheFallback<String, String> cache = CacheFallback.of(String.class, String.class, key -> key)
                .freshFor(ofSeconds(10))
                .build("cache", time);
        CompletableFuture<String> asked = new CompletableFuture<>();
        FirstOfAsync<String, String> asking = Operation.firstOfAsync(
                        "asking", operation("a").build().viaAsync(subject -> asked))
                .within(ofSeconds(20))
                .remember(cache)
                .in(Registry.create())
                .build();
        CompletableFuture<String> first = asking.callAsync("q");
        FirstOf<String, String> chain = chain(answers("b"), answers("c"))
                .remember(cache)
                .last("last", (subject, cause) -> "last")
                .build();
        Thread.currentThread().interrupt();
        Outcome<String> outcome = chain.tryCall("q");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(order).isEmpty();
        assertThat(outcome.reasonCode()).isEqualTo(Reason.fallback("last"));
        asked.complete("answer");
        assertThat(time.await(first)).isEqualTo("answer");
    }

    @Test
    void aLastStageThatThrowsIsAFailureLikeAnyOther() {
        IllegalStateException broken = new IllegalStateException("broken");
        Provider<String, String, Provider.Blocking> down = operation("a")
                .build()
                .via(subject -> {
                    throw new IOException("down");
                });
        FirstOf<String, String> chain = chain(down, down.as("b"))
                .last("last", (subject, cause) -> {
                    throw broken;
                })
                .build();
        Outcome<String> outcome = chain.tryCall("q");
        assertThat(outcome.failure()).containsSame(broken);
        assertThat(broken.getSuppressed()).singleElement().isInstanceOf(NoAnswerException.class);
        assertThatThrownBy(() -> chain.call("q")).isSameAs(broken);
        assertThat(chain.readings())
                .filteredOn(each -> each.name().equals("unanswered"))
                .singleElement()
                .satisfies(each -> assertThat(each.value().getAsLong()).isEqualTo(2));
    }

    @Test
    void aLastStageMayThrowWhatItIsGiven() {
        Provider<String, String, Provider.Blocking> down = operation("a")
                .build()
                .via(subject -> {
                    throw new IOException("down");
                });
        FirstOf<String, String> chain = chain(down, down.as("b"))
                .last("last", (subject, cause) -> {
                    throw (NoAnswerException) cause;
                })
                .build();
        assertThat(chain.tryCall("q").failure()).get().isInstanceOf(NoAnswerException.class);
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void workThatMayHaveHadItsEffectIsNotRepeatedByTheWaitOfAStage(boolean async) {
        Operation<String, String> charge = operation("a").notIdempotent().build();
        Outcome<String> outcome = async
                ? time.await(Operation.firstOfAsync(
                                "chain",
                                charge.viaAsync(subject -> {
                                            order.add("a");
                                            return CompletableFuture.failedFuture(new Busy());
                                        })
                                        .waitUpTo(ofSeconds(1)))
                        .within(ofSeconds(20))
                        .in(Registry.create())
                        .build()
                        .tryCallAsync("q"))
                : Operation.firstOf(
                                "chain",
                                charge.via(subject -> {
                                            order.add("a");
                                            throw new Busy();
                                        })
                                        .waitUpTo(ofSeconds(1)))
                        .within(ofSeconds(20))
                        .in(Registry.create())
                        .build()
                        .tryCall("q");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(order).containsExactly("a");
    }

    @Test
    void aStageThatWasAskedIsNeverReportedAsNotAsked() {
        List<Runnable> later = new ArrayList<>();
        FirstOfAsync<String, String> chain = Operation.firstOfAsync(
                        "chain",
                        Pipeline.named("a")
                                .time(time)
                                .continueOn(later::add)
                                .classify((result, thrown) -> Verdict.overloaded(ofMillis(300)))
                                .in(Registry.create())
                                .build()
                                .operation("o", String.class, String.class)
                                .build()
                                .viaAsync(subject -> CompletableFuture.<String>failedFuture(new Busy()))
                                .atMost(ofSeconds(5))
                                .waitUpTo(ofSeconds(1)))
                .within(ofSeconds(20))
                .in(Registry.create())
                .build();
        CompletableFuture<Outcome<String>> call = chain.tryCallAsync("q");
        time.advance(ofSeconds(30)); // the executor is that late
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(time.await(call).failure())
                .get()
                .isInstanceOfSatisfying(
                        NoAnswerException.class,
                        none -> assertThat(none.stages().get(0).thrown()).isInstanceOf(Busy.class));
    }

    @Test
    void aFullExecutorEndsTheChainWithAnOutcomeLikeAnyOther() {
        FirstOfAsync<String, String> chain = Operation.firstOfAsync(
                        "chain",
                        Pipeline.named("a")
                                .time(time)
                                .continueOn(task -> {
                                    throw new RejectedExecutionException("full");
                                })
                                .classify((result, thrown) ->
                                        thrown == null ? Verdict.SUCCESS : Verdict.overloaded(ofMillis(300)))
                                .in(Registry.create())
                                .build()
                                .operation("o", String.class, String.class)
                                .build()
                                .viaAsync(subject -> {
                                    order.add("a");
                                    return CompletableFuture.<String>failedFuture(new Busy());
                                })
                                .atMost(ofSeconds(5))
                                .waitUpTo(ofSeconds(1)),
                        operation("b").build().viaAsync(subject -> CompletableFuture.completedFuture("of b")))
                .within(ofSeconds(20))
                .in(Registry.create())
                .build();
        Outcome<String> outcome = time.await(chain.tryCallAsync("q"));
        assertThat(outcome.failure())
                .get()
                .isInstanceOfSatisfying(
                        NoAnswerException.class,
                        none -> assertThat(none.stages())
                                .extracting(each -> each.name() + " " + each.reason())
                                .containsExactly("a failed", "b rejected:executor-full"));
        assertThat(order).containsExactly("a");
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
    void aLaterStageSeesTheContextOfTheCallerAlsoOnTheCallersThread() {
        Tenant tenant = new Tenant();
        List<String> seen = new ArrayList<>();
        CompletableFuture<String> asked = new CompletableFuture<>();
        FirstOfAsync<String, String> chain = Operation.firstOfAsync(
                        "chain",
                        operation("a").build().viaAsync(subject -> asked),
                        Pipeline.named("b")
                                .time(time)
                                .carry(tenant)
                                .in(Registry.create())
                                .build()
                                .operation("o", String.class, String.class)
                                .within(Duration.ofSeconds(5))
                                .build()
                                .viaAsync(subject -> {
                                    seen.add(tenant.current);
                                    return CompletableFuture.completedFuture("of b");
                                }))
                .within(ofSeconds(20))
                .in(Registry.create())
                .build();
        tenant.current = "caller";
        CompletableFuture<String> call = chain.callAsync("q");
        tenant.current = "somebody else"; // the thread of the caller does something else now
        asked.completeExceptionally(new IOException("down"));
        assertThat(time.await(call)).isEqualTo("of b");
        assertThat(seen).containsExactly("caller");
        assertThat(tenant.current).isEqualTo("somebody else");
    }
}
