package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nonsense is refused when it is built, with the fix in the message. */
class BuildRefusalTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final Conservation on = new Conservation();

    @Test
    void wrongOrderIsRefusedWithTheRightOneInTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> on.pipeline("pay", BuildRefusalTest::insideOut))
                .withMessage("pipeline 'pay': policies in the order [ATTEMPT_LIMIT 'pay/time-limiter',"
                        + " CONCURRENCY 'pay/bulkhead', RATE 'pay/rate-limiter', BREAKER 'pay/circuit-breaker',"
                        + " RETRY 'pay/retry'], outermost first (expected: [RETRY 'pay/retry',"
                        + " BREAKER 'pay/circuit-breaker', RATE 'pay/rate-limiter', CONCURRENCY 'pay/bulkhead',"
                        + " ATTEMPT_LIMIT 'pay/time-limiter']; write them so, or say why not with"
                        + " allowOrder(\"reason\")) [HF018]");
    }

    @Test
    void anAllowedOrderIsKeptAndItsReasonRemembered() {
        Pipeline pipeline = on.pipeline("pay", builder -> insideOut(builder).allowOrder("measuring the queue"));
        assertThat(pipeline.info().allowedOrder()).contains("measuring the queue");
        assertThat(pipeline.info().policies())
                .extracting(Policy::name)
                .containsExactly(
                        "pay/time-limiter", "pay/bulkhead", "pay/rate-limiter", "pay/circuit-breaker", "pay/retry");
        assertThat(pipeline.call(() -> "works")).isEqualTo("works");
    }

    @Test
    void everyWrongPairIsRefused() {
        PolicyRecipe[] canonical = {
            Retry.immediate(),
            CircuitBreaker.consecutiveFailures(5),
            RateLimiter.permits(1).per(SECOND),
            Bulkhead.of(1),
            TimeLimiter.perAttempt(SECOND)
        };
        for (int outer = 0; outer < canonical.length; outer++) {
            for (int inner = 0; inner < canonical.length; inner++) {
                PolicyRecipe first = canonical[outer];
                PolicyRecipe second = canonical[inner];
                ThrowingCallable build =
                        () -> on.pipeline("p", builder -> builder.with(first).with(second));
                if (outer > inner) {
                    assertThatIllegalArgumentException().isThrownBy(build).withMessageContaining("outermost first");
                } else {
                    assertThatCode(build).doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void twoPoliciesOfOneKindHaveNamesOfTheirOwn() {
        Pipeline pipeline =
                on.pipeline("p", builder -> builder.with(Bulkhead.of(2)).with(Bulkhead.of(1)));
        assertThat(pipeline.info().policies()).extracting(Policy::name).containsExactly("p/bulkhead", "p/bulkhead-2");
    }

    @Test
    void mixedTimeSourcesAreRefused() {
        Bulkhead elsewhere = Bulkhead.of(1).create(new Conservation(VirtualTime.manual()).site("elsewhere"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> on.pipeline("p", builder -> builder.with(elsewhere)))
                .withMessageContaining("'elsewhere' runs on another time source (expected: the pipeline's");
    }

    @Test
    void theSameLivePolicyTwiceIsRefused() {
        Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> on.pipeline("p", builder -> builder.with(bulkhead).with(bulkhead)))
                .withMessageContaining("'bulkhead' stands twice in one chain (expected: each live policy once)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> on.pipeline(
                        "p", builder -> builder.with(bulkhead).with(bulkhead).allowOrder("no excuse")));
    }

    static Stream<Arguments> refusals() {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        return Stream.of(
                arguments("name: null (expected: 1 to ", (ThrowingCallable) () -> Pipeline.named(null)),
                arguments("name:  (expected: 1 to ", (ThrowingCallable) () -> Pipeline.named("")),
                arguments("name: \t (expected: 1 to ", (ThrowingCallable) () -> Pipeline.named("\t")),
                arguments("name: a\nb (expected", (ThrowingCallable) () -> Pipeline.named("a\nb")),
                arguments("name: xxx", (ThrowingCallable) () -> Pipeline.named("x".repeat(251))),
                refusal("within: null (expected: > PT0S and <= 36500 days)", b -> b.within(null)),
                refusal("within: PT0S (expected: > PT0S", b -> b.within(Duration.ZERO)),
                refusal("within: PT-1S (expected: > PT0S", b -> b.within(SECOND.negated())),
                refusal("within: PT2562047788015215H30M7S (expected", b -> b.within(endless)),
                refusal("recipe: null (expected: not null)", b -> b.with((PolicyRecipe) null)),
                refusal("policy: null (expected: not null)", b -> b.with((Policy) null)),
                refusal("classifier: null (expected: not null)", b -> b.classify(null)),
                refusal("time: null (expected: not null)", b -> b.time(null)),
                refusal("randomness: null (expected: not null)", b -> b.randomness(null)),
                refusal("registry: null (expected: not null)", b -> b.in(null)),
                refusal("reason: null (expected: 1 to ", b -> b.allowOrder(null)),
                refusal("reason:   (expected: 1 to ", b -> b.allowOrder(" ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badOptionIsRefusedWithItsNameValueAndRange(String message, ThrowingCallable option) {
        assertThatIllegalArgumentException().isThrownBy(option).withMessageStartingWith(message);
    }

    @Test
    void aRefusedPipelineIsNotRegistered() {
        Registry registry = Registry.create();
        PipelineBuilder builder = insideOut(Pipeline.named("p").in(registry));
        assertThatIllegalArgumentException().isThrownBy(builder::build);
        assertThat(registry.pipelines()).isEmpty();
    }

    private interface Option {
        PipelineBuilder on(PipelineBuilder builder);
    }

    private static Arguments refusal(String message, Option option) {
        return arguments(message, (ThrowingCallable) () -> option.on(Pipeline.named("p")));
    }

    private static PipelineBuilder insideOut(PipelineBuilder builder) {
        return builder.with(TimeLimiter.perAttempt(SECOND))
                .with(Bulkhead.of(1))
                .with(RateLimiter.permits(1).per(SECOND))
                .with(CircuitBreaker.consecutiveFailures(5))
                .with(Retry.immediate());
    }
}
