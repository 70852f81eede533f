package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.Outcome;
import io.holdfast.event.Event;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Memory;
import io.holdfast.spi.Reading;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous form of {@link FirstOf}: the same order and the same rules, and no thread waits. Completing or cancelling
 * the returned future from outside ends the stage that is being asked.
 *
 * <p><b>Thread-safety.</b> May be shared by any number of threads.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 */
public final class FirstOfAsync<S extends @Nullable Object, R extends @Nullable Object> {
    private final Stages<S, R> stages;

    FirstOfAsync(Stages<S, R> stages) {
        this.stages = stages;
    }

    /**
     * Asks the stages.
     *
     * @param subject what the call is about
     * @return the first answer, to be completed later; fails with what {@link FirstOf#call} throws
     */
    public CompletableFuture<R> callAsync(S subject) {
        return Derived.of(ended(subject, null), stages::orThrow);
    }

    /**
     * Asks the stages as part of an outer call, whose deadline holds for all of them.
     *
     * @param outer the outer call
     * @param subject what the call is about
     * @return as {@link #callAsync}
     */
    public CompletableFuture<R> callAsyncWithin(Call outer, S subject) {
        return Derived.of(ended(subject, outer), stages::orThrow);
    }

    /**
     * Asks the stages and tells where the answer comes from.
     *
     * @param subject what the call is about
     * @return as {@link FirstOf#tryCall}, to be completed later
     */
    public CompletableFuture<Outcome<R>> tryCallAsync(S subject) {
        return ended(subject, null);
    }

    private CompletableFuture<Outcome<R>> ended(S subject, @Nullable Call outer) {
        List<Carried> carried = stages.providers.stream()
                .map(each -> Carried.capture(each.operation.chain().env()))
                .toList();
        StagesCall<S, R> call = StagesCall.of(stages, subject, outer, carried);
        Memory<? super S, R> memory = stages.memory;
        return Derived.of(
                memory == null ? call.begin(Deadline.NEVER) : memory.begin(subject, call),
                ended -> carried.get(0).within(() -> stages.finish(subject, ended)));
    }

    /**
     * What was declared.
     *
     * @return for linters and people
     */
    public OperationInfo info() {
        return stages.info;
    }

    /**
     * What remembers its answers.
     *
     * @return empty unless declared
     */
    public Optional<Memory<? super S, R>> memory() {
        return Optional.ofNullable(stages.memory);
    }

    /**
     * Listens to {@link io.holdfast.spi.Degraded} answers.
     *
     * @param type which events
     * @param listener what to call, on the thread on which it happens; must not block
     * @param <E> the type of the events
     * @return the handle that removes it
     */
    public <E extends Event> Subscription on(Class<E> type, Consumer<? super E> listener) {
        return stages.events.subscribe(type, listener);
    }

    /**
     * How often each later stage, and the memory, answered.
     *
     * @return counters for meters
     */
    public List<Reading> readings() {
        return stages.readings();
    }

    @Override
    public String toString() {
        return "chain '" + stages.info.name() + "' of " + stages.providers;
    }
}
