package io.holdfast;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.Refusal;
import io.holdfast.call.SubjectCallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.engine.CallState;
import io.holdfast.engine.Chain;
import io.holdfast.engine.Edge;
import io.holdfast.spi.Degraded;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Memory;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Operation} that always answers: when the dependency does not, its fallback does. The fallback is outermost, so
 * it hides neither retries nor trips from the policies inside.
 *
 * <p>What the pipeline's classifier judges to be no failure of the dependency (a 404 that was declared neutral) is the
 * dependency's answer: no fallback takes its place, and it is thrown, a checked exception as the cause of a {@link
 * NoAnswerException}. An {@link Error} is thrown as it is. When the thread was interrupted, the fallback answers and the flag is set
 * afterwards.
 *
 * <p><b>Thread-safety.</b> Immutable; may be shared by any number of threads.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 */
public final class FallbackOperation<S extends @Nullable Object, R extends @Nullable Object> {
    private final Operation<S, R> operation;
    private final Chain chain;
    private final Chain outcomes;
    private final Fallback<? super S, R> fallback;
    private final Reason reason;
    private final LongAdder fallbacks = new LongAdder();

    private FallbackOperation(Operation<S, R> operation, Reason reason, Fallback<? super S, R> fallback) {
        this.operation = operation;
        this.reason = reason;
        this.fallback = fallback;
        this.chain = operation.chain().around(new Answering(false));
        this.outcomes = operation.chain().around(new Answering(true));
    }

    /** The fallback as the asynchronous driver sees it. */
    private final class Answering implements Edge {
        private final boolean asOutcome;

        Answering(boolean asOutcome) {
            this.asOutcome = asOutcome;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // only subjects and answers of this operation pass
        public @Nullable Object answered(
                @Nullable Object subject, @Nullable Object value, boolean good, boolean repeated) {
            if (good) {
                remember((S) subject, (R) value);
            }
            return asOutcome ? OutcomeEdge.of(value, repeated) : value;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // only subjects of this operation pass
        public @Nullable Object unanswered(@Nullable Object subject, Exception cause) {
            if (asOutcome && !chain.mayBeMasked(cause)) {
                return new Outcome.Failure<>(cause);
            }
            R answer = instead((S) subject, cause);
            return asOutcome ? new Outcome.Marked<>(answer, reason) : answer;
        }
    }

    /**
     * The name of this use.
     *
     * @return as given to {@link Pipeline#operation}
     */
    public String name() {
        return operation.name();
    }

    /**
     * How much it matters.
     *
     * @return {@link Operation.Priority#NORMAL} unless declared
     */
    public Operation.Priority priority() {
        return operation.priority();
    }

    /**
     * Calls the dependency; answers in any case.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt; may throw anything
     * @return its result, or the fallback's answer
     */
    public R call(S subject, SubjectWork<? super S, ? extends R, ?> work) {
        return operation.memory().isEmpty()
                ? answer(subject, work, null)
                : orThrow(insteadOf(subject, operation.ended(subject, work, false, null)));
    }

    /**
     * Calls the dependency with work that looks at its context; answers in any case.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt; may throw anything
     * @return its result, or the fallback's answer
     */
    public R callAware(S subject, SubjectCallWork<? super S, ? extends R, ?> work) {
        return operation.memory().isEmpty()
                ? answer(subject, work, chain.context(subject))
                : orThrow(insteadOf(subject, operation.ended(subject, work, true, null)));
    }

    /**
     * Calls the dependency and tells where the answer comes from.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt; may throw anything
     * @return a value, which is marked when it is not the dependency's; a failure only for what nothing may stand in for
     */
    public Outcome<R> tryCall(S subject, SubjectWork<? super S, ? extends R, ?> work) {
        return insteadOf(subject, operation.ended(subject, work, false, null));
    }

    /**
     * Calls the dependency without blocking a thread; see {@link Pipeline#callAsync}. The future answers in any case; only
     * an {@link Error}, or what the fallback itself throws, completes it exceptionally.
     *
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @return the answer, to be completed later
     */
    public CompletableFuture<R> callAsync(
            S subject, SubjectWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return begin(subject, starter, false);
    }

    /**
     * Calls the dependency without blocking a thread, and tells where the answer comes from.
     *
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @return as {@link #tryCall}, to be completed later
     */
    public CompletableFuture<Outcome<R>> tryCallAsync(
            S subject, SubjectWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return operation.memory().isEmpty()
                ? OutcomeEdge.settled(outcomes.begin(Chain.subject(subject), starter, null, Deadline.NEVER))
                : remembered(subject, starter, false);
    }

    /**
     * Calls the dependency without blocking a thread, with work that looks at its context.
     *
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @return the answer, to be completed later
     */
    public CompletableFuture<R> callAsyncAware(
            S subject, SubjectCallWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return begin(subject, starter, true);
    }

    /**
     * What was declared.
     *
     * @return for linters and people
     */
    public OperationInfo info() {
        return operation.info();
    }

    /**
     * What remembers its answers.
     *
     * @return empty unless declared
     */
    public Optional<Memory<? super S, R>> memory() {
        return operation.memory();
    }

    /**
     * How often the fallback answered.
     *
     * @return the number so far
     */
    public long fallbacks() {
        return fallbacks.sum();
    }

    private R answer(S subject, Object work, @Nullable CallState call) {
        Exception cause;
        try {
            Object returned = chain.<Exception>drive(Chain.subject(subject), work, call, Deadline.NEVER);
            if (!(returned instanceof Refusal<?> refusal)) {
                R value = chain.open(returned);
                if (chain.isGood(returned)) {
                    remember(subject, value);
                }
                return value;
            }
            cause = refusal.toException(chain.env().traces());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // the exception ends here, so the flag must keep the news
            cause = interrupted;
        } catch (CallInterruptedException interrupted) {
            cause = interrupted; // its flag is still set
        } catch (Exception thrown) {
            cause = thrown;
        }
        return instead(subject, cause);
    }

    private CompletableFuture<R> begin(S subject, Object starter, boolean aware) {
        return operation.memory().isEmpty()
                ? chain.begin(Chain.subject(subject), starter, aware ? chain.context(subject) : null, Deadline.NEVER)
                : Derived.of(remembered(subject, starter, aware), this::orThrow);
    }

    private CompletableFuture<Outcome<R>> remembered(S subject, Object starter, boolean aware) {
        Carried carried = Carried.capture(chain.env());
        return Derived.of(
                operation.begun(subject, starter, aware, null), ended -> carried.within(() -> instead(subject, ended)));
    }

    /** The fallback's answer; what nothing may stand in for is thrown. */
    private R instead(S subject, Exception cause) {
        if (!chain.mayBeMasked(cause)) {
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw NoAnswerException.insteadOf(name(), cause);
        }
        R answer = fallback.answer(subject, cause);
        fallbacks.increment();
        if (chain.env().background().events().wanted(Degraded.class)) {
            Announcement.of(chain.env(), name(), new Outcome.Marked<>(answer, reason), cause);
        }
        return answer;
    }

    /** The same for an outcome, which is passed on when it has a value. */
    private Outcome<R> instead(S subject, Outcome<R> ended) {
        if (ended.succeeded()) {
            Reason.Kind kind = ended.reasonCode().kind();
            if (kind == Reason.Kind.SERVED || kind == Reason.Kind.RETRIED) {
                rememberIfGood(subject, chain.orThrow(ended));
            } // else: an answer of the memory's
            return ended;
        }
        Exception cause = ended instanceof Outcome.Failure<R> failure
                ? failure.cause()
                : ((Refusal<R>) ended).toException(chain.env().traces());
        return chain.mayBeMasked(cause) ? new Outcome.Marked<>(instead(subject, cause), reason) : ended;
    }

    /** The same for a blocking call: an interrupt that ends here leaves the flag set. */
    private Outcome<R> insteadOf(S subject, Outcome<R> ended) {
        return instead(subject, Operation.keepingInterrupt(ended));
    }

    private R orThrow(Outcome<R> ended) {
        if (ended instanceof Outcome.Failure<R> failure && !(failure.cause() instanceof RuntimeException)) {
            throw NoAnswerException.insteadOf(name(), failure.cause());
        }
        return chain.orThrow(ended);
    }

    private void rememberIfGood(S subject, R value) {
        if (chain.isGood(value)) {
            remember(subject, value);
        }
    }

    private void remember(S subject, R value) {
        try {
            fallback.answered(subject, value);
        } catch (Throwable broken) {
            chain.env().faults().report("The fallback's memory", broken);
        }
    }

    @Override
    public String toString() {
        return operation + " with fallback";
    }

    /**
     * Declares an operation that always answers.
     *
     * @param <S> what a call is about
     * @param <R> what it answers
     */
    public static final class Builder<S extends @Nullable Object, R extends @Nullable Object> {
        private final OperationBuilder<S, R> operation;
        private final Reason reason;
        private final Fallback<? super S, R> fallback;

        Builder(OperationBuilder<S, R> operation, Reason reason, Fallback<? super S, R> fallback) {
            this.operation = operation;
            this.reason = reason;
            this.fallback = fallback;
        }

        /**
         * Builds the operation.
         *
         * @return the operation
         * @throws IllegalArgumentException as {@link OperationBuilder#build()}
         */
        public FallbackOperation<S, R> build() {
            return new FallbackOperation<>(operation.build(List.of(reason.code())), reason, fallback);
        }
    }
}
