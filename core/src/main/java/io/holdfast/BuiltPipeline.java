package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.CallWork;
import io.holdfast.call.InFlight;
import io.holdfast.call.Outcome;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import io.holdfast.engine.Chain;
import io.holdfast.event.Event;
import io.holdfast.event.Subscription;
import io.holdfast.explain.Explanation;
import io.holdfast.explain.Finding;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A record, because the compiler trusts final fields of records: see the stages of the engine. */
record BuiltPipeline(Chain chain, Registry registry) implements Pipeline {
    @Override
    public <T extends @Nullable Object, X extends Exception> T call(Work<? extends T, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.noSubject(), work, null, Deadline.NEVER));
    }

    @Override
    public <S extends @Nullable Object, T extends @Nullable Object, X extends Exception> T callWith(
            S subject, SubjectWork<? super S, ? extends T, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.subject(subject), work, null, Deadline.NEVER));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callAware(CallWork<? extends T, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.noSubject(), work, chain.context(Chain.noSubject()), Deadline.NEVER));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callWithin(Call outer, CallWork<? extends T, X> work)
            throws X {
        return chain.open(chain.<X>drive(
                Chain.noSubject(), work, chain.context(Chain.noSubject(), outer), outer.remainingNanos()));
    }

    @Override
    public <T extends @Nullable Object> Outcome<T> tryCall(Work<? extends T, ?> work) {
        return chain.outcome(Chain.noSubject(), work);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> callAsync(
            Work<? extends CompletionStage<? extends T>, ?> starter) {
        return chain.begin(Chain.noSubject(), starter, null, Deadline.NEVER);
    }

    @Override
    public <S extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> callAsyncWith(
            S subject, SubjectWork<? super S, ? extends CompletionStage<? extends T>, ?> starter) {
        return chain.begin(Chain.subject(subject), starter, null, Deadline.NEVER);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> callAsyncAware(
            CallWork<? extends CompletionStage<? extends T>, ?> starter) {
        return chain.begin(Chain.noSubject(), starter, chain.context(Chain.noSubject()), Deadline.NEVER);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> callAsyncWithin(
            Call outer, CallWork<? extends CompletionStage<? extends T>, ?> starter) {
        return chain.begin(Chain.noSubject(), starter, chain.context(Chain.noSubject(), outer), outer.remainingNanos());
    }

    @Override
    public List<InFlight> inFlight() {
        return chain.env().background().inFlight().dump();
    }

    @Override
    public int abandoned() {
        return chain.env().background().inFlight().abandoned();
    }

    @Override
    public <E extends Event> Subscription on(Class<E> type, Consumer<? super E> listener) {
        return chain.env().background().events().subscribe(type, listener);
    }

    @Override
    public <S extends @Nullable Object, R extends @Nullable Object> OperationBuilder<S, R> operation(
            String name, Class<S> subject, Class<R> answer) {
        return new OperationBuilder<>(chain.env(), registry, chain.totalNanos(), name);
    }

    @Override
    public List<Finding> findings() {
        return chain.env().dossier().findings();
    }

    @Override
    public Explanation explain() {
        return chain.env().dossier().explain();
    }

    @Override
    public PipelineInfo info() {
        return chain.env().info();
    }

    @Override
    public long faults() {
        return chain.env().faults().count();
    }
}
