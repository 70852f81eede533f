package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.Outcome;
import io.holdfast.call.SubjectCallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.engine.Assembly;
import io.holdfast.engine.Chain;
import io.holdfast.engine.Env;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One use of a dependency: "charge" at the payment provider, "search" in the catalogue. Runs through the pipeline of that
 * dependency and adds what only this use knows: its name, its key, whether it may be repeated, a tighter limit, and what to
 * answer when there is no answer.
 *
 * <p>Built by {@link Pipeline#operation}. With a fallback it becomes a {@link FallbackOperation}, which always answers.
 *
 * <p><b>Thread-safety.</b> Immutable; may be shared by any number of threads.
 *
 * @param <S> what a call is about; where keys come from
 * @param <R> what it answers
 */
public final class Operation<S extends @Nullable Object, R extends @Nullable Object> {
    private final Chain chain;
    private final Priority priority;

    private Operation(Chain chain, Priority priority) {
        this.chain = chain;
        this.priority = priority;
    }

    /** How much it matters that a call gets through when not all can. */
    public enum Priority {
        /** Without it the service is down. */
        CRITICAL,
        /** The usual. */
        NORMAL,
        /** Nobody waits for it. */
        SHEDDABLE
    }

    /**
     * The name of this use.
     *
     * @return as given to {@link Pipeline#operation}
     */
    public String name() {
        return chain.env().operation();
    }

    /**
     * How much it matters.
     *
     * @return {@link Priority#NORMAL} unless declared
     */
    public Priority priority() {
        return priority;
    }

    /**
     * Calls the dependency.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt
     * @param <X> what the work throws
     * @return its result
     * @throws X what the work threw
     * @throws io.holdfast.call.RejectedException when a policy refused
     * @throws io.holdfast.call.TimedOutException when the work was cut at a limit
     */
    public <X extends Exception> R call(S subject, SubjectWork<? super S, ? extends R, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.subject(subject), work, null, Deadline.NEVER));
    }

    /**
     * Calls the dependency with work that looks at its context, for example at {@link Call#idempotencyKey()}.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt
     * @param <X> what the work throws
     * @return its result
     * @throws X what the work threw
     */
    public <X extends Exception> R callAware(S subject, SubjectCallWork<? super S, ? extends R, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.subject(subject), work, chain.context(subject), Deadline.NEVER));
    }

    /**
     * Calls the dependency as part of an outer call, whose deadline holds for this one too.
     *
     * @param outer the outer call
     * @param subject what the call is about
     * @param work what to do, once per attempt
     * @param <X> what the work throws
     * @return its result
     * @throws X what the work threw
     */
    public <X extends Exception> R callWithin(Call outer, S subject, SubjectCallWork<? super S, ? extends R, X> work)
            throws X {
        return chain.open(
                chain.<X>drive(Chain.subject(subject), work, chain.context(subject, outer), outer.remainingNanos()));
    }

    /**
     * Calls the dependency and returns how it ended, whatever happens; only an {@link Error} is thrown. When the thread was
     * interrupted, its flag is set afterwards.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt
     * @return the outcome
     */
    public Outcome<R> tryCall(S subject, SubjectWork<? super S, ? extends R, ?> work) {
        return chain.outcome(Chain.subject(subject), work);
    }

    /**
     * Calls the dependency without blocking a thread; see {@link Pipeline#callAsync}.
     *
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @return the result, to be completed later
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
     * @return the result, to be completed later
     */
    public CompletableFuture<R> callAsyncAware(
            S subject, SubjectCallWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return chain.begin(Chain.subject(subject), starter, chain.context(subject), Deadline.NEVER);
    }

    @Override
    public String toString() {
        return "Operation '" + name() + "' on pipeline '" + chain.env().name() + "'";
    }

    Chain chain() {
        return chain;
    }

    /**
     * Declares an operation.
     *
     * @param <S> what a call is about
     * @param <R> what it answers
     */
    public static final class Builder<S extends @Nullable Object, R extends @Nullable Object> {
        private final Env env;
        private final String name;
        private final long pipelineNanos;
        private long totalNanos;
        private @Nullable Boolean idempotent;
        private @Nullable Function<Object, Object> key;
        private @Nullable Function<Object, String> idempotencyKey;
        private Priority priority = Priority.NORMAL;

        Builder(Env env, long totalNanos, String name) {
            this.env = env;
            this.name = Require.name("operation", name);
            this.pipelineNanos = totalNanos;
            this.totalNanos = totalNanos;
        }

        /**
         * What keyed policies tell calls apart by.
         *
         * @param keyOf the key of a subject; called by the calling thread, possibly several times per attempt
         * @return this
         */
        public Builder<S, R> key(Function<? super S, ?> keyOf) {
            key = erased(Require.given("key", keyOf));
            return this;
        }

        /**
         * Repeating a call has no further effect, so it may be retried.
         *
         * @return this
         */
        public Builder<S, R> idempotent() {
            idempotent = declared(true);
            return this;
        }

        /**
         * Repeating a call may have a second effect, so it is never retried, whatever the pipeline does otherwise.
         *
         * @return this
         */
        public Builder<S, R> notIdempotent() {
            idempotent = declared(false);
            return this;
        }

        /**
         * The dependency recognises a repeated call by a key, so it may be retried. The work finds the key in {@link
         * Call#idempotencyKey()}.
         *
         * @param keyOf the key of a subject: the same whenever it is asked
         * @return this
         */
        public Builder<S, R> idempotencyKey(Function<? super S, String> keyOf) {
            idempotencyKey = erased(Require.given("idempotencyKey", keyOf));
            idempotent = declared(true);
            return this;
        }

        /**
         * How much it matters that a call gets through.
         *
         * @param value the priority
         * @return this
         */
        public Builder<S, R> priority(Priority value) {
            priority = Require.given("priority", value);
            return this;
        }

        /**
         * A tighter limit for the whole call than the pipeline's.
         *
         * @param limit at most the pipeline's {@code within}
         * @return this
         */
        public Builder<S, R> within(Duration limit) {
            long nanos = Require.duration("within", limit);
            if (nanos > pipelineNanos) {
                throw Require.refused("within", limit, "at most the pipeline's " + Duration.ofNanos(pipelineNanos));
            }
            totalNanos = nanos;
            return this;
        }

        /**
         * What to answer when there is no answer.
         *
         * @param value the answer
         * @return a builder of an operation that always answers
         */
        public FallbackOperation.Builder<S, R> fallback(R value) {
            return fallbackBy((subject, cause) -> value);
        }

        /**
         * What to answer when there is no answer, decided case by case.
         *
         * @param fallback answers in place of the dependency
         * @return a builder of an operation that always answers
         */
        public FallbackOperation.Builder<S, R> fallbackBy(Fallback<? super S, R> fallback) {
            return new FallbackOperation.Builder<>(this, Require.given("fallback", fallback));
        }

        /**
         * Builds the operation.
         *
         * @return the operation
         * @throws IllegalArgumentException when the pipeline retries and it was not declared whether that is safe
         */
        public Operation<S, R> build() {
            boolean repeats = idempotent != null && idempotent;
            if (idempotent == null && env.info().policies().stream().anyMatch(policy -> policy instanceof Loop)) {
                throw new IllegalArgumentException("operation '" + name + "': pipeline '" + env.name()
                        + "' repeats failed attempts (expected: idempotent(), idempotencyKey(...) or notIdempotent())");
            }
            Env own = env.named(name, idempotencyKey);
            return new Operation<>(Assembly.chain(own, totalNanos, repeats, key), priority);
        }

        private Boolean declared(boolean value) {
            if (idempotent != null && idempotent != value) {
                throw new IllegalArgumentException(
                        "operation '" + name + "': declared both idempotent and notIdempotent (expected: one of them)");
            }
            return value;
        }

        @SuppressWarnings("unchecked") // only subjects of type S reach it
        private static <K> Function<Object, K> erased(Function<?, ? extends K> typed) {
            return (Function<Object, K>) typed;
        }
    }
}
