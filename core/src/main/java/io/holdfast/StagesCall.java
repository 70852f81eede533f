package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.Refusal;
import io.holdfast.call.SubjectCallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.engine.CallState;
import io.holdfast.engine.Chain;
import io.holdfast.spi.GuardedCall;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call of a chain, as a memory around it sees it.
 *
 * @param stages the chain
 * @param subject what it is about
 * @param outer the call that it is part of, if any
 * @param carried the contexts of its caller by stage; empty for a blocking call
 * @param limitNanos how long it may take
 */
record StagesCall<S extends @Nullable Object, R extends @Nullable Object>(
        Stages<S, R> stages, S subject, @Nullable Call outer, List<Carried> carried, long limitNanos)
        implements GuardedCall<R> {
    /** A call of a chain, with the time that it has. */
    static <S extends @Nullable Object, R extends @Nullable Object> StagesCall<S, R> of(
            Stages<S, R> stages, S subject, @Nullable Call outer, List<Carried> carried) {
        long cap = outer == null ? Deadline.NEVER : outer.remainingNanos();
        return new StagesCall<>(stages, subject, outer, carried, Math.min(stages.withinNanos, cap));
    }

    @Override
    public Outcome<R> call(long withinNanos) {
        TimeSource time = stages.time();
        long began = time.nanos();
        long deadline = began + Math.min(withinNanos, limitNanos);
        @Nullable Exception[] thrown = new Exception[stages.providers.size()];
        boolean cancelled = false;
        for (int i = 0; i < thrown.length && !cancelled; i++) {
            if (deadline - time.nanos() <= 0) {
                break;
            }
            Outcome<R> ended = ask(i, deadline);
            if (ended.succeeded()) {
                return stages.answeredBy(i, ended);
            }
            Exception failure = stages.thrown(i, ended);
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // the exception ends here, so the flag must keep the news
            }
            if (stages.stops(i, failure)) {
                return new Outcome.Failure<>(failure);
            }
            thrown[i] = failure;
            // whatever its work made of the interrupt; but one at the end of the time is of a limit outside
            cancelled = Thread.currentThread().isInterrupted()
                    && (Reason.isCancellation(failure) || deadline - time.nanos() > 0);
        }
        return stages.none(thrown, cancelled, deadline - time.nanos() <= 0);
    }

    private Outcome<R> ask(int stage, long deadline) {
        TimeSource time = stages.time();
        Provider<S, R, ?> provider = stages.providers.get(stage);
        long now = time.nanos();
        long until = Deadline.earlier(deadline, now + provider.limitNanos());
        Chain chain = provider.operation.chain();
        Outcome<R> first = chain.ended(Chain.subject(subject), work(provider), context(provider), until - now);
        long wait = stages.waitBeforeAgain(stage, first, until - time.nanos());
        if (wait == 0 || !pause(wait)) {
            return first;
        }
        return chain.ended(Chain.subject(subject), work(provider), context(provider), until - time.nanos());
    }

    /** Waits; false when interrupted. */
    private boolean pause(long nanos) {
        TimeSource time = stages.time();
        long until = time.nanos() + nanos;
        for (long left; (left = until - time.nanos()) > 0; ) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            time.park(this, left);
        }
        return true;
    }

    @Nullable
    CallState context(Provider<S, R, ?> provider) {
        return provider.aware || nested() ? provider.operation.chain().context(subject, outer) : null;
    }

    /** The work of a stage, as what has a context expects it. */
    @SuppressWarnings("unchecked") // a provider is made with work of its own types
    Object work(Provider<S, R, ?> provider) {
        if (provider.aware || !nested()) {
            return provider.work;
        }
        SubjectWork<S, ?, ?> work = (SubjectWork<S, ?, ?>) provider.work;
        return (SubjectCallWork<S, @Nullable Object, Exception>) (about, call) -> work.call(about);
    }

    /** Whether a retry outside repeats this call, so that those of the stages must not. */
    private boolean nested() {
        return outer != null && outer.retried();
    }

    @Override
    public CompletableFuture<Outcome<R>> begin(long withinNanos) {
        return new StagesWalk<>(this, Math.min(withinNanos, limitNanos)).begin();
    }

    @Override
    public boolean good(Outcome<R> ended) {
        for (Provider<S, R, ?> each : stages.providers) {
            if (!each.operation.chain().isGood(ended.orElse(null))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean mayBeMasked(Outcome<R> ended) {
        return ended.reasonCode() != Reason.CANCELLED
                && (ended instanceof Refusal<R>
                        || (ended instanceof Outcome.Failure<R> failure
                                && failure.cause() instanceof NoAnswerException));
    }

    @Override
    public String pipeline() {
        return stages.info.name();
    }

    @Override
    public Executor executor() {
        return stages.env().background().executor();
    }
}
