package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Call;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of several limits that are due at the same instant, the outermost is the one that is named, whichever was noticed first. */
class SameInstantTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.automatic();

    private Pipeline pipeline(String name, UnaryOperator<PipelineBuilder> with) {
        return with.apply(Pipeline.named(name)
                        .time(time)
                        .continueOn(time.executor())
                        .in(Registry.create()))
                .build();
    }

    private static TimedOutException cut(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        TimedOutException cut = catchThrowableOfType(TimedOutException.class, call);
        assertThat(cut).isNotNull();
        assertThat(Thread.interrupted()).isFalse();
        return cut;
    }

    private String hangs() throws InterruptedException {
        time.sleep(LIMIT.multipliedBy(5));
        return "late";
    }

    @Test
    void theWholeCallBeforeItsAttempt() {
        Pipeline both = pipeline("p", p -> p.within(LIMIT).with(TimeLimiter.perAttempt(LIMIT)));
        assertThat(cut(() -> both.call(this::hangs)).limitedBy()).isEqualTo("p");
        assertThat(asynchronously(both, call -> new CompletableFuture<>()).limitedBy())
                .isEqualTo("p");
    }

    @Test
    void theOuterLimitOfOneChain() {
        TimeLimiter outer = TimeLimiter.perAttempt(LIMIT).create(new PolicySite("outer", time, Randomness.seeded(1)));
        TimeLimiter inner = TimeLimiter.perAttempt(LIMIT).create(new PolicySite("inner", time, Randomness.seeded(1)));
        Pipeline two = pipeline("p", p -> p.allowOrder("test").with(outer).with(inner));
        assertThat(cut(() -> two.call(this::hangs)).limitedBy()).isEqualTo("outer");
        assertThat(asynchronously(two, call -> new CompletableFuture<>()).limitedBy())
                .isEqualTo("outer");
        assertThat(outer.view().cuts()).isEqualTo(2);
        assertThat(inner.view().cuts()).isZero();
    }

    /** The later the inner call begins, the shorter is what it has left: another table of the watchdog. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 300, 490, 510, 700, 900, 970, 999})
    void theOuterCallBeforeTheInnerOneThatGotItsDeadline(int millisLater) {
        Pipeline outer = pipeline("outer", p -> p.within(LIMIT));
        Pipeline inner = pipeline("inner", p -> p.with(Bulkhead.of(1)));
        TimedOutException cut = cut(() -> outer.callAware(call -> {
            time.advance(Duration.ofMillis(millisLater));
            return inner.callWithin(call, further -> hangs());
        }));
        assertThat(cut.limitedBy()).isEqualTo("outer");
        assertThat(cut.limit()).isEqualTo(LIMIT);
    }

    private enum Inner {
        BLOCKING,
        ASYNCHRONOUS
    }

    @ParameterizedTest
    @EnumSource
    void asynchronouslyToo(Inner form) {
        for (int millisLater : new int[] {0, 100, 490, 510, 970}) {
            Pipeline outer = pipeline("outer", p -> p.within(LIMIT));
            Pipeline inner = pipeline("inner", p -> p.with(Bulkhead.of(1)));
            TimedOutException cut = asynchronously(outer, call -> {
                time.advance(Duration.ofMillis(millisLater));
                return form == Inner.ASYNCHRONOUS
                        ? inner.callAsyncWithin(call, further -> new CompletableFuture<String>())
                        : CompletableFuture.completedFuture(inner.callWithin(call, further -> hangs()));
            });
            assertThat(cut.limitedBy()).isEqualTo("outer");
            assertThat(cut.limit()).isEqualTo(LIMIT);
            assertThat(cut.elapsed()).isEqualTo(LIMIT);
        }
    }

    private interface Starter {
        CompletableFuture<String> start(Call call) throws Exception;
    }

    private TimedOutException asynchronously(Pipeline pipeline, Starter starter) {
        CompletableFuture<String> future = pipeline.callAsyncAware(starter::start);
        CompletionException ended = catchThrowableOfType(CompletionException.class, () -> time.await(future));
        assertThat(ended).isNotNull();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(ended.getCause()).isInstanceOf(TimedOutException.class);
        return (TimedOutException) ended.getCause();
    }
}
