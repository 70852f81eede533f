package io.holdfast;

import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.engine.Edge;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asynchronous calls that end with an outcome, whatever it is; only an Error fails them. */
record OutcomeEdge() implements Edge {
    @Override
    public Object answered(@Nullable Object subject, @Nullable Object value, boolean good, boolean repeated) {
        return of(value, repeated);
    }

    static <R extends @Nullable Object> Outcome<R> of(R value, boolean repeated) {
        return repeated ? new Outcome.Marked<>(value, Reason.RETRIED) : new Outcome.Success<>(value);
    }

    @Override
    public Object unanswered(@Nullable Object subject, Exception cause) {
        return new Outcome.Failure<>(cause);
    }

    /** A call that was refused on the spot ends with an outcome, too. */
    static <R extends @Nullable Object> CompletableFuture<Outcome<R>> settled(CompletableFuture<Outcome<R>> begun) {
        if (!begun.isCompletedExceptionally()) {
            return begun;
        }
        CompletableFuture<Outcome<R>> settled = new CompletableFuture<>();
        begun.whenComplete((value, thrown) -> {
            if (thrown instanceof Exception cause) {
                settled.complete(new Outcome.Failure<>(cause));
            } else {
                settled.completeExceptionally(thrown);
            }
        });
        return settled;
    }
}
