package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.Outcome;
import io.holdfast.call.SubjectCallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.engine.Chain;
import io.holdfast.spi.Memory;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private final Chain outcomes;
    private final OperationInfo info;
    private final @Nullable Memory<? super S, R> memory;

    Operation(Chain chain, OperationInfo info, @Nullable Memory<? super S, R> memory) {
        this.chain = chain;
        this.outcomes = chain.around(new OutcomeEdge());
        this.info = info;
        this.memory = memory;
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
        return info.priority();
    }

    /**
     * What was declared.
     *
     * @return for linters and people
     */
    public OperationInfo info() {
        return info;
    }

    /**
     * What remembers its answers.
     *
     * @return empty unless declared
     */
    public Optional<Memory<? super S, R>> memory() {
        return Optional.ofNullable(memory);
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
        if (memory != null) {
            return chain.orThrow(ended(subject, work, false, null));
        }
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
        if (memory != null) {
            return chain.orThrow(ended(subject, work, true, null));
        }
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
        if (memory != null) {
            return chain.orThrow(ended(subject, work, true, outer));
        }
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
        return memory == null
                ? chain.outcome(Chain.subject(subject), work)
                : keepingInterrupt(ended(subject, work, false, null));
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
        return begin(subject, starter, false, null);
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
        return begin(subject, starter, true, null);
    }

    /**
     * Calls the dependency as part of an outer call, whose deadline holds for this one too, without blocking a thread.
     *
     * @param outer the outer call
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @return the result, to be completed later
     */
    public CompletableFuture<R> callAsyncWithin(
            Call outer, S subject, SubjectCallWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return begin(subject, starter, true, outer);
    }

    /**
     * Calls the dependency without blocking a thread, and tells how it ended, whatever happens; only an {@link Error} fails
     * the future.
     *
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @return the outcome, to be completed later
     */
    public CompletableFuture<Outcome<R>> tryCallAsync(
            S subject, SubjectWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return begun(subject, starter, false, null);
    }

    /**
     * This operation and its work, as a stage of a chain: see {@link #firstOf}.
     *
     * @param work what to do, once per attempt; may throw anything
     * @return a stage of blocking chains
     */
    public Provider<S, R, Provider.Blocking> via(SubjectWork<? super S, ? extends R, ?> work) {
        return new Provider<>(this, Require.given("work", work), false);
    }

    /**
     * This operation and work that looks at its context, as a stage of a chain.
     *
     * @param work what to do, once per attempt; may throw anything
     * @return a stage of blocking chains
     */
    public Provider<S, R, Provider.Blocking> viaAware(SubjectCallWork<? super S, ? extends R, ?> work) {
        return new Provider<>(this, Require.given("work", work), true);
    }

    /**
     * This operation and its work, as a stage of an asynchronous chain: see {@link #firstOfAsync}.
     *
     * @param starter starts the work, once per attempt, and returns its stage
     * @return a stage of asynchronous chains
     */
    public Provider<S, R, Provider.Async> viaAsync(
            SubjectWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return new Provider<>(this, Require.given("starter", starter), false);
    }

    /**
     * This operation and work that looks at its context, as a stage of an asynchronous chain.
     *
     * @param starter starts the work, once per attempt, and returns its stage
     * @return a stage of asynchronous chains
     */
    public Provider<S, R, Provider.Async> viaAsyncAware(
            SubjectCallWork<? super S, ? extends CompletionStage<? extends R>, ?> starter) {
        return new Provider<>(this, Require.given("starter", starter), true);
    }

    /**
     * A chain of operations that are tried one after the other until one answers, all under one deadline.
     *
     * @param name what the chain is called
     * @param providers its stages, in the order tried
     * @param <S> what a call is about
     * @param <R> what it answers
     * @return a builder of the chain
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // copied, and only read
    public static <S extends @Nullable Object, R extends @Nullable Object> FirstOfBuilder<S, R, FirstOf<S, R>> firstOf(
            String name, Provider<S, R, Provider.Blocking>... providers) {
        return new FirstOfBuilder<>(name, List.of(providers), FirstOf::new);
    }

    /**
     * The same for stages that block no thread.
     *
     * @param name what the chain is called
     * @param providers its stages, in the order tried
     * @param <S> what a call is about
     * @param <R> what it answers
     * @return a builder of the chain
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // copied, and only read
    public static <S extends @Nullable Object, R extends @Nullable Object>
            FirstOfBuilder<S, R, FirstOfAsync<S, R>> firstOfAsync(
                    String name, Provider<S, R, Provider.Async>... providers) {
        return new FirstOfBuilder<>(name, List.of(providers), FirstOfAsync::new);
    }

    /** Runs a call to its outcome; only an Error is thrown. The thread's interrupt flag is as the work left it. */
    Outcome<R> ended(S subject, Object work, boolean aware, @Nullable Call outer) {
        EdgeCall<R> call = inside(subject, work, aware, outer, null);
        return memory == null ? call.call(Deadline.NEVER) : announced(memory.call(subject, call));
    }

    CompletableFuture<Outcome<R>> begun(S subject, Object starter, boolean aware, @Nullable Call outer) {
        Carried carried = memory == null ? null : Carried.capture(chain.env());
        EdgeCall<R> call = inside(subject, starter, aware, outer, carried);
        return memory == null ? call.begin(Deadline.NEVER) : Derived.of(memory.begin(subject, call), this::announced);
    }

    private CompletableFuture<R> begin(S subject, Object starter, boolean aware, @Nullable Call outer) {
        return memory == null
                ? chain.begin(
                        Chain.subject(subject),
                        starter,
                        aware ? chain.context(subject, outer) : null,
                        outer == null ? Deadline.NEVER : outer.remainingNanos())
                : Derived.of(begun(subject, starter, aware, outer), chain::<R>orThrow);
    }

    private EdgeCall<R> inside(S subject, Object work, boolean aware, @Nullable Call outer, @Nullable Carried carried) {
        long cap = outer == null ? Deadline.NEVER : outer.remainingNanos();
        Require.given("work", work);
        return new EdgeCall<>(chain, outcomes, Chain.subject(subject), work, aware, outer, carried, cap);
    }

    private Outcome<R> announced(Outcome<R> ended) {
        Announcement.of(chain.env(), info.name(), ended, null);
        return ended;
    }

    /** The exception becomes a value, so the flag must keep the news. */
    static <R extends @Nullable Object> Outcome<R> keepingInterrupt(Outcome<R> ended) {
        if (ended instanceof Outcome.Failure<R> failure && failure.cause() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    @Override
    public String toString() {
        return "Operation '" + name() + "' on pipeline '" + chain.env().name() + "'";
    }

    Chain chain() {
        return chain;
    }

    Chain outcomes() {
        return outcomes;
    }
}
