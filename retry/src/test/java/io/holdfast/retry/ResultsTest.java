package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.spi.Classifier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results that are judged failures. */
class ResultsTest {
    private static final RetryRecipe THREE =
            Retry.constant(Duration.ofNanos(10)).attempts(3);

    /** A response that must be closed by somebody. */
    private static class Response implements AutoCloseable {
        final int status;
        int closed;

        Response(int status) {
            this.status = status;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private final List<Response> responses = new ArrayList<>();
    private final Tried it = new Tried(
            THREE,
            0,
            builder -> builder.classify(Classifier.standard()
                    .failingResults(result -> result == null || result instanceof Response r && r.status >= 500)));

    @Test
    void aFailingResultIsRepeatedAndClosed() {
        Response answer = it.pipeline.call(() -> respond(it.ran() < 3 ? 503 : 200));
        assertThat(answer.status).isEqualTo(200);
        assertThat(responses).extracting(response -> response.closed).containsExactly(1, 1, 0);
    }

    @Test
    void theLastFailingResultIsReturnedOpen() {
        Response answer = it.pipeline.call(() -> respond(500 + it.ran()));
        assertThat(answer.status).isEqualTo(503);
        assertThat(responses).extracting(response -> response.closed).containsExactly(1, 1, 0);
    }

    @Test
    void aNullResultCanBeAFailure() {
        Object answer = it.pipeline.call(() -> it.ran() < 2 ? null : "there");
        assertThat(answer).isEqualTo("there");
    }

    @Test
    void aFailingResultAfterAnExceptionReplacesIt() throws Exception {
        Response answer = it.pipeline.call(() -> {
            if (it.ran() == 1) {
                throw new IOException("first");
            }
            return respond(500);
        });
        assertThat(answer.status).isEqualTo(500);
        assertThat(it.ranAt).hasSize(3);
    }

    @Test
    void anExceptionAfterAFailingResultReplacesItAndTheResultIsClosed() {
        assertThatThrownBy(() -> it.pipeline.call(() -> {
                    if (it.ran() == 3) {
                        throw new IOException("last");
                    }
                    return respond(500);
                }))
                .hasMessage("last");
        assertThat(responses).extracting(response -> response.closed).containsExactly(1, 1);
    }

    @Test
    void closingThatThrowsChangesNothing() {
        Object answer = it.pipeline.call(() -> it.ran() == 3
                ? "there"
                : new Response(500) {
                    @Override
                    public void close() {
                        throw new StackOverflowError("closing");
                    }
                });
        assertThat(answer).isEqualTo("there");
        assertThat(it.pipeline.faults()).isEqualTo(2);
    }

    @Test
    void aFailingResultIsClosedWhenTheWaitAfterItIsInterrupted() {
        Thread caller = Thread.currentThread();
        it.time.schedule(5, caller::interrupt);
        assertThatThrownBy(() -> it.pipeline.call(() -> respond(500))).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(responses).extracting(response -> response.closed).containsExactly(1);
    }

    private Response respond(int status) {
        Response response = new Response(status);
        responses.add(response);
        return response;
    }
}
