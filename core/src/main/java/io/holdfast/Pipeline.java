package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.CallWork;
import io.holdfast.call.InFlight;
import io.holdfast.call.Outcome;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import io.holdfast.event.Event;
import io.holdfast.event.Subscription;
import io.holdfast.explain.Explanation;
import io.holdfast.explain.Finding;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Require;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one outbound dependency is called through: a chain of policies that keeps the caller standing while the dependency is
 * slow, failing or over quota. Build one per dependency, keep it, and share it.
 *
 * <p>The order is outermost first: retry, circuit breaker, rate limiter, bulkhead, time limit of an attempt; another order
 * is refused with the right one in the message.
 *
 * <p><b>What a call throws.</b> What the work throws, with its own type. A {@link io.holdfast.call.RejectedException} when a
 * policy refused before the work started. A {@link io.holdfast.call.TimedOutException} when the work was cut. A {@link
 * io.holdfast.call.CallInterruptedException} when the thread was interrupted while the call waited; the flag is then still
 * set. An {@link Error} counts as a failure, is never retried and is thrown as it is.
 *
 * <p><b>Thread-safety.</b> Immutable; may be shared by any number of threads. A successful {@code call} or {@code callWith}
 * allocates nothing and takes no lock.
 */
public sealed interface Pipeline permits BuiltPipeline {
    /**
     * Begins a pipeline.
     *
     * @param name what the dependency is called in messages, events and meters
     * @return a builder without policies
     */
    static PipelineBuilder named(String name) {
        return new PipelineBuilder(name);
    }

    /**
     * Calls the dependency.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <T extends @Nullable Object, X extends Exception> T call(Work<? extends T, X> work) throws X;

    /**
     * Calls the dependency about a subject, which keyed policies see and the lambda need not capture.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt
     * @param <S> the type of the subject
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <S extends @Nullable Object, T extends @Nullable Object, X extends Exception> T callWith(
            S subject, SubjectWork<? super S, ? extends T, X> work) throws X;

    /**
     * Calls the dependency with work that looks at its context: the attempt, the time that remains.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <T extends @Nullable Object, X extends Exception> T callAware(CallWork<? extends T, X> work) throws X;

    /**
     * Calls the dependency as part of an outer call, whose deadline holds for this one too.
     *
     * @param outer the outer call
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <T extends @Nullable Object, X extends Exception> T callWithin(Call outer, CallWork<? extends T, X> work) throws X;

    /**
     * Calls the dependency with work that returns nothing.
     *
     * @param work what to do, once per attempt
     * @param <X> what it throws
     * @throws X what the work threw
     */
    default <X extends Exception> void run(Action<X> work) throws X {
        this.<Optional<?>, X>call(() -> {
            work.run();
            return Optional.empty();
        });
    }

    /**
     * Calls the dependency and returns how it ended, whatever happens; only an {@link Error} is thrown. When the thread was
     * interrupted, its flag is set afterwards. The cheapest form where refusals are frequent.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @return the outcome
     */
    <T extends @Nullable Object> Outcome<T> tryCall(Work<? extends T, ?> work);

    /**
     * Work that calls through this pipeline whenever it is called.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return the guarded work
     */
    default <T extends @Nullable Object, X extends Exception> Work<T, X> decorate(Work<? extends T, X> work) {
        Require.given("work", work);
        return () -> call(work);
    }

    /**
     * A {@link Callable} that calls through this pipeline whenever it is called.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @return the guarded callable
     */
    default <T extends @Nullable Object> Callable<T> decorateCallable(Callable<? extends T> work) {
        Require.given("work", work);
        return () -> call(work::call);
    }

    /**
     * Calls the dependency without blocking a thread. The work starts on the caller's thread when nothing has to be waited
     * for; after a wait it starts on the pipeline's {@linkplain PipelineBuilder#continueOn executor}.
     *
     * <p>The future completes whatever user code throws: with the value, or with the raw exception that {@code call} would
     * have thrown. Cancelling or completing it from outside, also by {@code orTimeout}, ends the call: the stage of a running
     * attempt is cancelled, waits end, permits come back.
     *
     * @param starter starts the work, once per attempt, and returns its stage
     * @param <T> what the work answers
     * @return the result, to be completed later
     */
    <T extends @Nullable Object> CompletableFuture<T> callAsync(
            Work<? extends CompletionStage<? extends T>, ?> starter);

    /**
     * Calls the dependency about a subject without blocking a thread.
     *
     * @param subject what the call is about
     * @param starter starts the work, once per attempt, and returns its stage
     * @param <S> the type of the subject
     * @param <T> what the work answers
     * @return the result, to be completed later
     */
    <S extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> callAsyncWith(
            S subject, SubjectWork<? super S, ? extends CompletionStage<? extends T>, ?> starter);

    /**
     * Calls the dependency without blocking a thread, with work that looks at its context.
     *
     * @param starter starts the work, once per attempt, and returns its stage
     * @param <T> what the work answers
     * @return the result, to be completed later
     */
    <T extends @Nullable Object> CompletableFuture<T> callAsyncAware(
            CallWork<? extends CompletionStage<? extends T>, ?> starter);

    /**
     * Calls the dependency as part of an outer call, whose deadline holds for this one too, without blocking a thread.
     *
     * @param outer the outer call
     * @param starter starts the work, once per attempt, and returns its stage
     * @param <T> what the work answers
     * @return the result, to be completed later
     */
    <T extends @Nullable Object> CompletableFuture<T> callAsyncWithin(
            Call outer, CallWork<? extends CompletionStage<? extends T>, ?> starter);

    /**
     * Work that calls through this pipeline whenever it is started.
     *
     * @param starter starts the work, once per attempt, and returns its stage
     * @param <T> what the work answers
     * @return the guarded work
     */
    default <T extends @Nullable Object> Supplier<CompletableFuture<T>> decorateAsync(
            Work<? extends CompletionStage<? extends T>, ?> starter) {
        Require.given("starter", starter);
        return () -> callAsync(starter);
    }

    /**
     * The asynchronous calls that wait or run, and the work that goes on though its call is over. For people at 3 a.m.
     *
     * @return a snapshot, in no particular order
     */
    List<InFlight> inFlight();

    /**
     * How much work goes on though its call is over.
     *
     * @return the number now
     */
    int abandoned();

    /**
     * Listens to what the pipeline itself does: {@link io.holdfast.spi.WorkAbandoned}, and {@link io.holdfast.spi.Rejected}
     * by its own limits. Policies have listeners of their own.
     *
     * @param type which events
     * @param listener what to call, on the thread on which it happens; must not block
     * @param <E> the type of the events
     * @return the handle that removes it
     */
    <E extends Event> Subscription on(Class<E> type, Consumer<? super E> listener);

    /**
     * Declares a use of the dependency: with a name, a key, an answer for bad days.
     *
     * @param name what this use is called
     * @param subject what a call is about
     * @param answer what it answers
     * @param <S> the type of the subject
     * @param <R> the type of the answer
     * @return a builder
     */
    <S extends @Nullable Object, R extends @Nullable Object> OperationBuilder<S, R> operation(
            String name, Class<S> subject, Class<R> answer);

    /**
     * What the linter finds in this pipeline as it is now, also what was accepted with a reason.
     *
     * @return a snapshot
     */
    List<Finding> findings();

    /**
     * Explains this pipeline: its chain with every setting, the worst case of a call, what trips its triggers, findings.
     *
     * @return a snapshot; print it, or look into it
     */
    Explanation explain();

    /**
     * What there is to know of this pipeline.
     *
     * @return its name, policies and limits
     */
    PipelineInfo info();

    /**
     * How many throwables of user code (classifiers, closing discarded results, gates and loops that break their contract)
     * were caught so that calls were not disturbed.
     *
     * @return the number so far; the first is logged
     */
    long faults();

    /**
     * Work that returns nothing.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Action<X extends Exception> {
        /**
         * Does the work.
         *
         * @throws X when it fails
         */
        void run() throws X;
    }
}
