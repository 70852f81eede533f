package io.holdfast.fallback;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.FirstOf;
import io.holdfast.FirstOfAsync;
import io.holdfast.FirstOfBuilder;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Provider;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.TimedOutException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Degraded;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.NoLeaks;
import io.holdfast.testkit.Script;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of operations, blocking and asynchronous: the order in which they are asked, and what ends them. */
class ChainTest {
    @RegisterExtension
    final NoLeaks leaks = new NoLeaks();

    /** Asked for less load, and says until when. */
    private static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;
        final Duration retryAfter;

        Busy(Duration retryAfter) {
            super("429");
            this.retryAfter = retryAfter;
        }
    }

    private static final class BadRequest extends Exception {
        private static final long serialVersionUID = 1L;

        BadRequest() {
            super("400");
        }
    }

    private final VirtualTime time = leaks.watch(VirtualTime.automatic());
    private final List<String> order = new ArrayList<>();

    private Operation<String, String> operation(String name, PolicyRecipe... policies) {
        var builder = Pipeline.named(name)
                .time(time)
                .continueOn(time.executor())
                .in(Registry.create())
                .within(ofSeconds(5))
                .classify((result, thrown) -> thrown instanceof Busy busy
                        ? Verdict.overloaded(busy.retryAfter)
                        : thrown instanceof BadRequest
                                ? Verdict.NEUTRAL
                                : Classifier.standard().judge(result, thrown));
        for (PolicyRecipe policy : policies) {
            builder.with(policy);
        }
        return leaks.watch(builder.build())
                .operation("o", String.class, String.class)
                .build();
    }

    /** One stage in both forms. */
    private record Both(
            Provider<String, String, Provider.Blocking> blocking, Provider<String, String, Provider.Async> async) {
        Both waitUpTo(Duration longest) {
            return new Both(blocking.waitUpTo(longest), async.waitUpTo(longest));
        }
    }

    private Both stage(String name, Script<String> script, PolicyRecipe... policies) {
        Operation<String, String> operation = operation(name, policies);
        return new Both(
                operation.via(subject -> {
                    order.add(name);
                    return script.call();
                }),
                operation.viaAsync(subject -> {
                    order.add(name);
                    return script.start();
                }));
    }

    private Script<String> answers(String value) {
        return Script.<String>on(time).succeed(value).repeatLast();
    }

    private Script<String> fails(Exception thrown) {
        return Script.<String>on(time).fail(thrown).repeatLast();
    }

    private Outcome<String> ask(boolean async, UnaryOperator<FirstOfBuilder<String, String, ?>> more, Both... stages) {
        return async ? asyncChain(more, stages) : blockingChain(more, stages);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type
    private Outcome<String> blockingChain(UnaryOperator<FirstOfBuilder<String, String, ?>> more, Both... stages) {
        Provider[] all = new Provider[stages.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = stages[i].blocking;
        }
        FirstOfBuilder<String, String, FirstOf<String, String>> builder =
                Operation.firstOf("chain", (Provider<String, String, Provider.Blocking>[]) all);
        more.apply(builder.within(ofSeconds(20)).in(Registry.create()));
        return builder.build().tryCall("q");
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type
    private Outcome<String> asyncChain(UnaryOperator<FirstOfBuilder<String, String, ?>> more, Both... stages) {
        Provider[] all = new Provider[stages.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = stages[i].async;
        }
        FirstOfBuilder<String, String, FirstOfAsync<String, String>> builder =
                Operation.firstOfAsync("chain", (Provider<String, String, Provider.Async>[]) all);
        more.apply(builder.within(ofSeconds(20)).in(Registry.create()));
        return time.await(builder.build().tryCallAsync("q"));
    }

    private static FirstOfBuilder<String, String, ?> plain(FirstOfBuilder<String, String, ?> builder) {
        return builder;
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void stagesAreAskedInTheOrderTheyAreWritten(boolean async) throws Exception {
        Outcome<String> outcome = ask(
                async,
                ChainTest::plain,
                stage("a", fails(new IOException("a is down"))),
                stage("b", fails(new IOException("b is down"))),
                stage("c", answers("of c")),
                stage("d", answers("of d")));
        assertThat(outcome.orElseThrow()).isEqualTo("of c");
        assertThat(outcome.reasonCode()).isEqualTo(Reason.fallback("c")).hasToString("fallback:c");
        assertThat(order).containsExactly("a", "b", "c");
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void theFirstAnswerOfTheFirstStageIsServed(boolean async) {
        Outcome<String> outcome =
                ask(async, ChainTest::plain, stage("a", answers("of a")), stage("b", answers("of b")));
        assertThat(outcome.reasonCode()).isEqualTo(Reason.SERVED);
        assertThat(order).containsExactly("a");
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void theFinalFailureListsEveryStagesReason(boolean async) {
        Outcome<String> none = ask(
                async,
                ChainTest::plain,
                stage("a", fails(new IOException("a is down"))),
                stage("b", Script.<String>on(time).hang().repeatLast()),
                stage("d", fails(new IllegalStateException("d is down"))));
        assertThat(none.failure()).get().isInstanceOfSatisfying(NoAnswerException.class, failure -> {
            assertThat(failure.stages())
                    .extracting(each -> each.name() + " " + each.reason())
                    .containsExactly("a failed", "b timed-out", "d failed");
            assertThat(failure)
                    .hasMessageContaining("operation 'chain': no answer")
                    .hasMessageContaining("a: failed (a is down)")
                    .hasMessageContaining("b: timed-out (")
                    .hasMessageContaining("d: failed (d is down)")
                    .hasRootCauseInstanceOf(IOException.class);
            assertThat(failure.getSuppressed()).hasSize(2);
        });
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void aNearRetryAfterIsWaitedForAndAFarOneIsNot(boolean async) {
        Script<String> near = Script.<String>on(time)
                .fail(new Busy(ofMillis(300)))
                .succeed("after a wait")
                .repeatLast();
        long began = time.nanos();
        Outcome<String> waited =
                ask(async, ChainTest::plain, stage("a", near).waitUpTo(ofMillis(500)), stage("b", answers("of b")));
        assertThat(waited.orElse(null)).isEqualTo("after a wait");
        assertThat(Duration.ofNanos(time.nanos() - began)).isEqualTo(ofMillis(300));

        order.clear();
        began = time.nanos();
        Outcome<String> moved = ask(
                async,
                ChainTest::plain,
                stage("a", fails(new Busy(ofMillis(501)))).waitUpTo(ofMillis(500)),
                stage("b", answers("of b")));
        assertThat(moved.reasonCode()).isEqualTo(Reason.fallback("b"));
        assertThat(time.nanos() - began).isZero();
        assertThat(order).containsExactly("a", "b");
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void aStageIsAskedOnceMoreAndNotForEver(boolean async) {
        Outcome<String> outcome = ask(
                async,
                ChainTest::plain,
                stage("a", fails(new Busy(ofMillis(100)))).waitUpTo(ofMillis(500)),
                stage("b", answers("of b")));
        assertThat(outcome.reasonCode()).isEqualTo(Reason.fallback("b"));
        assertThat(order).containsExactly("a", "a", "b");
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void aLimiterOfOnesOwnIsWaitedForToo(boolean async) {
        Both a = stage("a", answers("of a"), RateLimiter.permits(1).per(ofSeconds(1)))
                .waitUpTo(ofSeconds(2));
        assertThat(ask(async, ChainTest::plain, a).reasonCode()).isEqualTo(Reason.SERVED);
        long began = time.nanos();
        assertThat(ask(async, ChainTest::plain, a).reasonCode()).isEqualTo(Reason.SERVED);
        assertThat(Duration.ofNanos(time.nanos() - began)).isEqualTo(ofSeconds(1));
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void anOpenCircuitOfOneStageCostsNothing(boolean async) {
        Script<String> down = fails(new IOException("down"));
        Both a = stage("a", down, CircuitBreaker.consecutiveFailures(2));
        Both b = stage("b", answers("of b"));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(async, ChainTest::plain, a, b).reasonCode()).isEqualTo(Reason.fallback("b"));
        }
        assertThat(down.started()).as("then its circuit was open").isEqualTo(2);
        Outcome<String> none = ask(async, ChainTest::plain, a);
        assertThat(none.failure())
                .get()
                .isInstanceOfSatisfying(
                        NoAnswerException.class,
                        failure -> assertThat(failure.reason()).hasToString("rejected:circuit-open"));
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void whatWouldFailEverywhereEndsTheChain(boolean async) {
        Outcome<String> neutral = ask(
                async,
                builder -> builder.last("last", (subject, cause) -> "never"),
                stage("a", fails(new BadRequest())),
                stage("b", answers("of b")));
        assertThat(neutral.failure()).get().isInstanceOf(BadRequest.class);
        Outcome<String> stopped = ask(
                async,
                builder -> builder.stopOn(thrown -> thrown.getMessage().equals("too long"))
                        .last("last", (subject, cause) -> "never"),
                stage("a", fails(new IllegalArgumentException("too long"))),
                stage("b", answers("of b")));
        assertThat(stopped.failure()).get().isInstanceOf(IllegalArgumentException.class);
        assertThat(order).containsExactly("a", "a");
    }

    @ParameterizedTest(name = "async {0}")
    @ValueSource(booleans = {false, true})
    void afterTheStagesComesTheOldAnswerAndThenTheLast(boolean async) throws Exception {
        CacheFallback<String, String> cache =
                CacheFallback.of(String.class, String.class, key -> key).build("cache", time);
        UnaryOperator<FirstOfBuilder<String, String, ?>> more = builder -> builder.remember(cache)
                .last("raw", (subject, cause) -> "raw, because " + ((NoAnswerException) cause).reason());
        Both down = stage("a", fails(new IOException("down")));
        assertThat(ask(async, more, down).orElseThrow()).isEqualTo("raw, because failed");
        assertThat(ask(async, more, down, stage("b", answers("of b"))).reasonCode())
                .isEqualTo(Reason.fallback("b"));
        time.advance(ofSeconds(7));
        Outcome<String> stale = ask(async, more, down);
        assertThat(stale.orElseThrow()).isEqualTo("of b");
        assertThat(stale.reasonCode()).isEqualTo(Reason.STALE);
        assertThat(stale.age()).hasValue(ofSeconds(7));
    }

    @Test
    void anErrorPassesThrough() {
        AssertionError broken = new AssertionError("broken");
        Both a = stage("a", Script.<String>on(time).fail(broken).repeatLast());
        assertThatThrownBy(() -> ask(false, ChainTest::plain, a)).isSameAs(broken);
        assertThatThrownBy(() -> ask(true, ChainTest::plain, a)).hasRootCause(broken);
    }

    @Test
    void anInterruptedCallerAsksNobodyAnyMore() {
        Both a = stage("a", fails(new InterruptedException("gave up")));
        Outcome<String> none = ask(false, ChainTest::plain, a, stage("b", answers("of b")));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(none.reasonCode()).isEqualTo(Reason.CANCELLED);
        Outcome<String> last =
                ask(false, builder -> builder.last("last", (subject, cause) -> "last"), a, stage("b", answers("of b")));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(last.reasonCode()).isEqualTo(Reason.fallback("last"));
        assertThat(order).containsExactly("a", "a");
    }

    @Test
    void cancellingTheFutureEndsTheStageAndItsWait() {
        CompletableFuture<String> running = new CompletableFuture<>();
        FirstOfAsync<String, String> chain = Operation.firstOfAsync(
                        "chain",
                        operation("a").viaAsync(subject -> running),
                        operation("b").viaAsync(subject -> CompletableFuture.completedFuture("of b")))
                .within(ofSeconds(20))
                .in(Registry.create())
                .build();
        CompletableFuture<String> call = chain.callAsync("q");
        call.cancel(true);
        assertThat(running).isCancelled();

        FirstOfAsync<String, String> waiting = Operation.firstOfAsync(
                        "chain",
                        operation("a")
                                .viaAsync(subject -> CompletableFuture.<String>failedFuture(new Busy(ofSeconds(1))))
                                .waitUpTo(ofSeconds(2)))
                .within(ofSeconds(20))
                .in(Registry.create())
                .build();
        CompletableFuture<String> backingOff = waiting.callAsync("q");
        assertThat(time.pendingTasks()).isEqualTo(1);
        backingOff.cancel(true);
        assertThat(time.pendingTasks()).isZero();
    }

    @Test
    void anOuterDeadlineHoldsForTheWholeChain() {
        Both a = stage("a", Script.<String>on(time).hang().repeatLast());
        Both b = stage("b", Script.<String>on(time).hang().repeatLast());
        FirstOf<String, String> chain = Operation.firstOf("chain", a.blocking(), b.blocking())
                .within(ofSeconds(10))
                .in(Registry.create())
                .build();
        Pipeline outer = Pipeline.named("outer")
                .time(time)
                .within(ofSeconds(3))
                .in(Registry.create())
                .build();
        List<NoAnswerException> inner = new ArrayList<>();
        assertThatThrownBy(() -> outer.callAware(call -> {
                    try {
                        return chain.callWithin(call, "q");
                    } catch (NoAnswerException none) {
                        inner.add(none);
                        throw none;
                    }
                }))
                .isInstanceOf(TimedOutException.class);
        assertThat(inner)
                .singleElement()
                .satisfies(none -> assertThat(none.reason()).isEqualTo(Reason.DEADLINE));
        assertThat(Duration.ofNanos(time.nanos())).isEqualTo(ofSeconds(3));
        assertThat(order).containsExactly("a");
    }

    @Test
    void listenersAndMetersCallItByTheSameName() {
        Both a = stage("a", fails(new IOException("down")));
        Both b = stage("b", answers("of b"));
        FirstOf<String, String> chain = Operation.firstOf("chain", a.blocking(), b.blocking())
                .within(ofSeconds(10))
                .in(Registry.create())
                .build();
        List<Degraded> told = new ArrayList<>();
        chain.on(Degraded.class, told::add);
        assertThat(chain.call("q")).isEqualTo("of b");
        assertThat(told)
                .singleElement()
                .satisfies(each -> assertThat(each.reason().code()).isEqualTo("fallback:b"));
        assertThat(chain.readings())
                .filteredOn(each -> each.value().getAsLong() > 0)
                .extracting(Reading::name)
                .containsExactly("fallback.b");
    }
}
