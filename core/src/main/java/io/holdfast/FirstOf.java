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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Operations that are tried one after the other until one answers, all under one deadline: {@link Operation#firstOf}.
 *
 * <p>A stage is left for the next one when it fails, is refused, or has used up its time. Not for what its classifier judges
 * to be no failure of the dependency, nor for what {@link FirstOfBuilder#stopOn} names: with that the chain ends. When no
 * stage answers, a remembered answer does, then the {@linkplain FirstOfBuilder#last last} stage; else a {@link
 * io.holdfast.call.NoAnswerException} lists why each stage did not. An {@link Error} is thrown as it is. When the thread is
 * interrupted, no further stage is asked, and its flag is set afterwards.
 *
 * <p><b>Thread-safety.</b> May be shared by any number of threads.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 */
public final class FirstOf<S extends @Nullable Object, R extends @Nullable Object> {
    private final Stages<S, R> stages;

    FirstOf(Stages<S, R> stages) {
        this.stages = stages;
    }

    /**
     * Asks the stages.
     *
     * @param subject what the call is about
     * @return the first answer
     * @throws io.holdfast.call.NoAnswerException when there is none
     */
    public R call(S subject) {
        return stages.orThrow(ended(subject, null));
    }

    /**
     * Asks the stages as part of an outer call, whose deadline holds for all of them.
     *
     * @param outer the outer call
     * @param subject what the call is about
     * @return the first answer
     * @throws io.holdfast.call.NoAnswerException when there is none
     */
    public R callWithin(Call outer, S subject) {
        return stages.orThrow(ended(subject, outer));
    }

    /**
     * Asks the stages and tells where the answer comes from; only an {@link Error} is thrown.
     *
     * @param subject what the call is about
     * @return the first answer, marked unless it is the first stage's; or why there is none
     */
    public Outcome<R> tryCall(S subject) {
        return ended(subject, null);
    }

    private Outcome<R> ended(S subject, @Nullable Call outer) {
        StagesCall<S, R> call = StagesCall.of(stages, subject, outer, List.of());
        Memory<? super S, R> memory = stages.memory;
        return stages.finish(subject, memory == null ? call.call(Deadline.NEVER) : memory.call(subject, call));
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
