package io.holdfast.fallback;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.FallbackOperation;
import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Fallback;
import io.holdfast.testkit.Script;
import io.holdfast.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fallback that remembers hears of every good answer of the dependency, in every form of a call. */
class AnsweredTest {
    private final VirtualTime time = VirtualTime.automatic();
    private final List<String> heard = new ArrayList<>();

    private FallbackOperation<String, String> operation(boolean remembered) {
        OperationBuilder<String, String> builder = Pipeline.named("p")
                .time(time)
                .continueOn(time.executor())
                .in(Registry.create())
                .with(Retry.exponential(ofMillis(10)).attempts(3))
                .build()
                .operation("o", String.class, String.class)
                .idempotent();
        if (remembered) {
            builder.remember(
                    CacheFallback.of(String.class, String.class, key -> key).freshFor(Duration.ofMinutes(1)));
        }
        return builder.fallbackBy(new Fallback<String, String>() {
                    @Override
                    public String answer(String subject, Throwable cause) {
                        return "fallback";
                    }

                    @Override
                    public void answered(String subject, String value) {
                        heard.add(value);
                    }
                })
                .build();
    }

    @ParameterizedTest(name = "{0}, remembered {1}, retried {2}")
    @CsvSource({
        "call, false, false",
        "call, false, true",
        "call, true, false",
        "call, true, true",
        "callAware, false, true",
        "callAware, true, true",
        "tryCall, false, false",
        "tryCall, false, true",
        "tryCall, true, false",
        "tryCall, true, true",
        "callAsync, false, true",
        "callAsync, true, true",
        "callAsync, true, false",
        "tryCallAsync, false, true",
        "tryCallAsync, true, true",
        "tryCallAsync, true, false"
    })
    void theFallbackHearsOfIt(String form, boolean remembered, boolean retried) {
        Script<String> script = retried
                ? Script.<String>on(time)
                        .fail(new IOException("down"))
                        .succeed("answer")
                        .repeatLast()
                : Script.<String>on(time).succeed("answer").repeatLast();
        FallbackOperation<String, String> operation = operation(remembered);
        for (int i = 0; i < 2; i++) { // the second time from memory, if there is one
            String answer = switch (form) {
                case "call" -> operation.call("s", subject -> script.call());
                case "callAware" -> operation.callAware("s", (subject, call) -> script.call());
                case "tryCall" ->
                    operation.tryCall("s", subject -> script.call()).orElse(null);
                case "callAsync" -> time.await(operation.callAsync("s", subject -> script.start()));
                default ->
                    time.await(operation.tryCallAsync("s", subject -> script.start()))
                            .orElse(null);
            };
            assertThat(answer).isEqualTo("answer");
        }
        assertThat(heard).hasSize(remembered ? 1 : 2).containsOnly("answer");
    }
}
