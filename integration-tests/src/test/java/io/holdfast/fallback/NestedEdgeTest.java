package io.holdfast.fallback;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Operation;
import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.call.Call;
import io.holdfast.retry.Retry;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call within one that is retried repeats nothing itself, whatever stands around it: three times three would be nine. */
class NestedEdgeTest {
    /** How the inner call is made. */
    private enum Form {
        PLAIN,
        REMEMBERED,
        CHAIN,
        AWARE_CHAIN,
        REMEMBERED_CHAIN
    }

    private final VirtualTime time = VirtualTime.automatic();
    private int asked;

    private Pipeline pipeline(String name) {
        return Pipeline.named(name)
                .time(time)
                .continueOn(time.executor())
                .in(Registry.create())
                .within(ofSeconds(60))
                .with(Retry.exponential(ofMillis(10)).attempts(3))
                .build();
    }

    private Operation<String, String> inner(boolean remembered) {
        OperationBuilder<String, String> builder =
                pipeline("inner").operation("o", String.class, String.class).idempotent();
        if (remembered) {
            builder.remember(CacheFallback.of(String.class, String.class, key -> key));
        }
        return builder.build();
    }

    private String fail() throws IOException {
        asked++;
        throw new IOException("down");
    }

    private CompletableFuture<String> failed() {
        asked++;
        return time.failLater(ofMillis(1), new IOException("down"));
    }

    private String blocking(Form form, Call outer) throws Exception {
        Operation<String, String> inner = inner(form == Form.REMEMBERED);
        if (form == Form.PLAIN || form == Form.REMEMBERED) {
            return inner.callWithin(outer, "s", (subject, call) -> fail());
        }
        var chain = Operation.firstOf(
                        "chain",
                        form == Form.AWARE_CHAIN
                                ? inner.viaAware((subject, call) -> fail())
                                : inner.via(subject -> fail()))
                .within(ofSeconds(60))
                .in(Registry.create());
        if (form == Form.REMEMBERED_CHAIN) {
            chain.remember(CacheFallback.of(String.class, String.class, key -> key));
        }
        return chain.build().callWithin(outer, "s");
    }

    private CompletableFuture<String> async(Form form, Call outer) {
        Operation<String, String> inner = inner(form == Form.REMEMBERED);
        if (form == Form.PLAIN || form == Form.REMEMBERED) {
            return inner.callAsyncWithin(outer, "s", (subject, call) -> failed());
        }
        var chain = Operation.firstOfAsync(
                        "chain",
                        form == Form.AWARE_CHAIN
                                ? inner.viaAsyncAware((subject, call) -> failed())
                                : inner.viaAsync(subject -> failed()))
                .within(ofSeconds(60))
                .in(Registry.create());
        if (form == Form.REMEMBERED_CHAIN) {
            chain.remember(CacheFallback.of(String.class, String.class, key -> key));
        }
        return chain.build().callAsyncWithin(outer, "s");
    }

    @ParameterizedTest
    @EnumSource
    void aBlockingCallLeavesRepeatingToTheOuterOne(Form form) {
        assertThat(pipeline("outer")
                        .operation("o", String.class, String.class)
                        .idempotent()
                        .fallback("fallback")
                        .build()
                        .callAware("s", (subject, call) -> blocking(form, call)))
                .isEqualTo("fallback");
        assertThat(asked).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void anAsynchronousCallLeavesRepeatingToTheOuterOne(Form form) {
        assertThat(time.await(pipeline("outer")
                        .operation("o", String.class, String.class)
                        .idempotent()
                        .fallback("fallback")
                        .build()
                        .callAsyncAware("s", (subject, call) -> async(form, call))))
                .isEqualTo("fallback");
        assertThat(asked).isEqualTo(3);
    }
}
