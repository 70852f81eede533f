package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Work;
import io.holdfast.retry.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The forms of a call: what reaches the work, and what comes back. */
class CallFormsTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Pipeline pipeline = on.pipeline(
            "p", builder -> builder.with(Retry.immediate().attempts(3)).with(Bulkhead.of(1)));
    private int ran;

    /** Compiles only while {@code call} throws what the work throws, and nothing else. */
    private String typed() throws IOException {
        return pipeline.call(this::read);
    }

    private String read() throws IOException {
        if (++ran < 3) {
            throw new IOException("attempt " + ran);
        }
        return "read";
    }

    @Test
    void aCheckedExceptionKeepsItsTypeAndIdentity() throws IOException {
        assertThat(typed()).isEqualTo("read");

        IOException failure = new IOException("down");
        assertThatThrownBy(() -> pipeline.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure)
                .hasNoSuppressedExceptions()
                .hasNoCause();
    }

    @Test
    void nullIsAValue() {
        Object value = pipeline.call(() -> null);
        assertThat(value).isNull();
        assertThat(pipeline.tryCall(() -> null).succeeded()).isTrue();
    }

    @Test
    void theSubjectReachesTheWorkOfEachAttempt() throws IOException {
        List<String> seen = new ArrayList<>();
        int length = pipeline.callWith("subject", subject -> {
            seen.add(subject);
            read();
            return subject.length();
        });
        assertThat(length).isEqualTo(7);
        assertThat(seen).containsExactly("subject", "subject", "subject");
    }

    @Test
    void aNullSubjectReachesTheWork() {
        boolean wasNull = pipeline.callWith(null, subject -> subject == null);
        assertThat(wasNull).isTrue();
    }

    @Test
    void theContextTellsTheAttempt() throws IOException {
        List<Integer> attempts = new ArrayList<>();
        pipeline.callAware(call -> {
            attempts.add(call.attempt());
            assertThat(call.pipeline()).isEqualTo("p");
            assertThat(call.operation()).isEqualTo("p");
            assertThat(call.idempotencyKey()).isEmpty();
            assertThat(call.remaining()).as("without a limit").isEmpty();
            return read();
        });
        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void theContextTellsTheTimeThatRemains() throws Exception {
        Pipeline limited = on.pipeline("l", builder -> builder.within(Duration.ofSeconds(5)));
        limited.callAware(call -> {
            assertThat(call.remaining()).contains(Duration.ofSeconds(5));
            on.time.sleep(Duration.ofSeconds(2));
            assertThat(call.remaining()).contains(Duration.ofSeconds(3));
            return null;
        });
    }

    @Test
    void workThatReturnsNothingRuns() throws IOException {
        pipeline.run(() -> read());
        pipeline.run(() -> ran++);
        assertThat(ran).isEqualTo(4);
    }

    @Test
    void decoratedWorkIsGuardedAtEachCall() throws Exception {
        Work<String, IOException> work = pipeline.decorate(this::read);
        assertThat(ran).isZero();
        assertThat(work.call()).isEqualTo("read");
        assertThat(work.call()).isEqualTo("read");
        assertThat(ran).isEqualTo(4);

        ran = 0;
        Callable<String> callable = pipeline.decorateCallable(this::read);
        assertThat(callable.call()).isEqualTo("read");
        assertThat(ran).isEqualTo(3);
    }

    @Test
    void nothingToDecorateIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> pipeline.decorate(null));
        assertThatIllegalArgumentException().isThrownBy(() -> pipeline.decorateCallable(null));
    }

    @Test
    void aPipelineWithoutPoliciesCallsTheWork() throws IOException {
        Pipeline bare = on.pipeline("bare", builder -> builder);
        assertThat(bare.call(() -> "plain")).isEqualTo("plain");
        assertThatThrownBy(() -> bare.call(this::read)).hasMessage("attempt 1");
    }

    @Test
    void nestedPipelinesEachHoldTheirOwn() {
        Pipeline inner = on.pipeline("inner", builder -> builder.with(Bulkhead.of(1)));
        String value = pipeline.call(() -> inner.call(() -> "deep"));
        assertThat(value).isEqualTo("deep");
    }
}
