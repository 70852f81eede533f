package io.holdfast;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Refusal;
import io.holdfast.call.SubjectCallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.engine.CallState;
import io.holdfast.engine.Chain;
import io.holdfast.engine.Edge;
import io.holdfast.engine.StageReturnedException;
import io.holdfast.spi.Fallback;
import io.holdfast.time.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Operation} that always answers: when the dependency does not, its fallback does. The fallback is outermost, so
 * it hides neither retries nor trips from the policies inside.
 *
 * <p>An {@link Error} is thrown as it is. When the thread was interrupted, the fallback answers and the flag is set
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
    private final Fallback<? super S, R> fallback;

    private FallbackOperation(Operation<S, R> operation, Fallback<? super S, R> fallback) {
        this.operation = operation;
        this.fallback = fallback;
        this.chain = operation.chain().around(new Answering<>(fallback));
    }

    /** The fallback as the asynchronous driver sees it. */
    private record Answering<S extends @Nullable Object, R extends @Nullable Object>(Fallback<? super S, R> fallback)
            implements Edge {
        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // only subjects and answers of this operation pass
        public void answered(@Nullable Object subject, @Nullable Object value) {
            fallback.answered((S) subject, (R) value);
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // only subjects of this operation pass
        public @Nullable Object answer(@Nullable Object subject, Throwable cause) {
            return fallback.answer((S) subject, cause);
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
        return answer(subject, work, null);
    }

    /**
     * Calls the dependency with work that looks at its context; answers in any case.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt; may throw anything
     * @return its result, or the fallback's answer
     */
    public R callAware(S subject, SubjectCallWork<? super S, ? extends R, ?> work) {
        return answer(subject, work, chain.context(subject));
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
        return chain.begin(Chain.subject(subject), starter, null, Deadline.NEVER);
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
        return chain.begin(Chain.subject(subject), starter, chain.context(subject), Deadline.NEVER);
    }

    private R answer(S subject, Object work, @Nullable CallState call) {
        Throwable cause;
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
        } catch (StageReturnedException mistake) {
            throw mistake; // a fallback would hide it for ever
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // the exception ends here, so the flag must keep the news
            cause = interrupted;
        } catch (CallInterruptedException interrupted) {
            cause = interrupted; // its flag is still set
        } catch (Exception thrown) {
            cause = thrown;
        }
        return fallback.answer(subject, cause);
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
        private final Operation.Builder<S, R> operation;
        private final Fallback<? super S, R> fallback;

        Builder(Operation.Builder<S, R> operation, Fallback<? super S, R> fallback) {
            this.operation = operation;
            this.fallback = fallback;
        }

        /**
         * Builds the operation.
         *
         * @return the operation
         * @throws IllegalArgumentException as {@link Operation.Builder#build()}
         */
        public FallbackOperation<S, R> build() {
            return new FallbackOperation<>(operation.build(), fallback);
        }
    }
}
