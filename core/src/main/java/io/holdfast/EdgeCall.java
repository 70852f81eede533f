package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.Refusal;
import io.holdfast.engine.CallState;
import io.holdfast.engine.Chain;
import io.holdfast.spi.GuardedCall;
import io.holdfast.time.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation, as what is around it makes it.
 *
 * @param chain the chain of the operation
 * @param outcomes the same, whose asynchronous calls end with an outcome
 * @param subject what it is about
 * @param work what to do
 * @param aware whether the work looks at its context
 * @param outer the call that it is part of, if any
 * @param carried the context of its caller; null for a blocking call
 * @param capNanos how long it may take at most, or NEVER
 */
record EdgeCall<R extends @Nullable Object>(
        Chain chain,
        Chain outcomes,
        @Nullable Object subject,
        Object work,
        boolean aware,
        @Nullable Call outer,
        @Nullable Carried carried,
        long capNanos)
        implements GuardedCall<R> {
    private @Nullable CallState context() {
        return aware ? chain.context(subject, outer) : null;
    }

    @Override
    public Outcome<R> call(long withinNanos) {
        return chain.ended(subject, work, context(), Math.min(capNanos, withinNanos));
    }

    @Override
    public CompletableFuture<Outcome<R>> begin(long withinNanos) {
        return carried == null ? begun(withinNanos) : carried.within(() -> begun(withinNanos));
    }

    private CompletableFuture<Outcome<R>> begun(long withinNanos) {
        return OutcomeEdge.settled(outcomes.begin(subject, work, context(), Math.min(capNanos, withinNanos)));
    }

    @Override
    public long limitNanos() {
        return Math.min(Math.min(chain.totalNanos(), capNanos), Deadline.NEVER);
    }

    @Override
    public boolean good(Outcome<R> ended) {
        return chain.isGood(ended.orElse(null));
    }

    @Override
    public boolean mayBeMasked(Outcome<R> ended) {
        if (ended instanceof Outcome.Failure<R> failure) {
            return !Reason.isCancellation(failure.cause()) && chain.mayBeMasked(failure.cause());
        }
        return ended instanceof Refusal<R> && ended.reasonCode() != Reason.CANCELLED;
    }

    @Override
    public String pipeline() {
        return chain.env().name();
    }

    @Override
    public Executor executor() {
        return chain.env().background().executor();
    }
}
