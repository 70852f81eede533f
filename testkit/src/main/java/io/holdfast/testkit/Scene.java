package io.holdfast.testkit;

import io.holdfast.FallbackOperation;
import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.event.Event;
import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Scenario} is played, once per mode: builds pipelines on virtual time, makes calls in the form of the mode, and
 * writes down what happens. All calls of a scenario are made one after the other; what happens meanwhile is scheduled with
 * {@code time().schedule}.
 */
public final class Scene {
    private final VirtualTime time = VirtualTime.automatic();
    private final Handover handover = new Handover(time);
    private final Transcript transcript = new Transcript();
    private final Remains remains = new Remains(time);
    private final List<Player> players = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final CallMode mode;
    private final Caller caller;

    Scene(CallMode mode) {
        this.mode = mode;
        this.caller = new Caller(time, mode, transcript);
    }

    /**
     * The way in which calls are made.
     *
     * @return the mode
     */
    public CallMode mode() {
        return mode;
    }

    /**
     * The time of everything here. Automatic: whoever waits moves it.
     *
     * @return virtual time
     */
    public VirtualTime time() {
        return time;
    }

    /**
     * Runs tasks on threads of their own, one at a time, while the clock stands still.
     *
     * @return where the pipelines of the scenario go on after a wait
     */
    public Executor executor() {
        return handover;
    }

    /**
     * Builds a pipeline called {@code p}.
     *
     * @param parts adds its policies
     * @return the pipeline, whose events are written down
     */
    public Pipeline pipeline(UnaryOperator<PipelineBuilder> parts) {
        return pipeline("p", parts);
    }

    /**
     * Builds a pipeline.
     *
     * @param name what it is called
     * @param parts adds its policies
     * @return the pipeline, whose events are written down
     */
    public Pipeline pipeline(String name, UnaryOperator<PipelineBuilder> parts) {
        PipelineBuilder builder = Pipeline.named(name)
                .time(time)
                .in(Registry.create())
                .randomness(Randomness.seeded(1))
                .continueOn(handover);
        if (mode == CallMode.EXECUTOR) {
            builder.runOn(handover);
        }
        Pipeline pipeline = parts.apply(builder).build();
        pipeline.info().policies().forEach(this::watch);
        pipeline.on(Event.class, transcript::event);
        remains.watch(pipeline);
        return pipeline;
    }

    /**
     * Makes a live policy, to share, to hold permits of, or to override.
     *
     * @param name what it is called
     * @param recipe its settings
     * @param type its class
     * @param <P> its class
     * @return the policy, whose events are written down
     */
    public <P extends Policy> P policy(String name, PolicyRecipe recipe, Class<P> type) {
        return watch(type.cast(recipe.create(site(name))));
    }

    /**
     * What a policy of one's own is built with.
     *
     * @param name what it is called
     * @return its name and the time
     */
    public PolicySite site(String name) {
        return new PolicySite(name, time, Randomness.seeded(1));
    }

    /**
     * Writes down the events of a policy, and looks at the end whether everything has come back to it.
     *
     * @param policy the policy, as fresh as it shall be found again
     * @param <P> its class
     * @return the policy
     */
    public <P extends Policy> P watch(P policy) {
        remains.watch(policy, transcript::event);
        return policy;
    }

    /**
     * Writes a line.
     *
     * @param line what to write
     */
    public void note(String line) {
        transcript.add(line);
    }

    /**
     * Lets time pass.
     *
     * @param length how much
     */
    public void pass(Duration length) {
        time.advance(length);
    }

    /**
     * Looks at more than what is looked at anyhow, when everything is over.
     *
     * @param check throws an {@link AssertionError} when something is missing
     */
    public void afterwards(Runnable check) {
        checks.add(check);
    }

    /**
     * Goes on where the next call ends: in a continuation of its future, or, in modes that block, behind the call.
     *
     * @param action what to do there
     */
    public void whenItEnds(Runnable action) {
        caller.continueWith(action);
    }

    /**
     * Calls a pipeline.
     *
     * @param pipeline what to call
     * @param acts what the work does, attempt by attempt; the last one from then on
     */
    public void call(Pipeline pipeline, Act... acts) {
        Player work = player(acts);
        switch (mode) {
            case TRY_CALL ->
                caller.block(() -> pipeline.tryCall(() -> work.run(null)).orElseThrow());
            case DECORATED ->
                caller.block(() -> pipeline.decorate(() -> work.run(null)).call());
            case ASYNC_DECORATED ->
                caller.await(
                        () -> pipeline.decorateAsync(() -> work.start(null)).get());
            default ->
                caller.make(
                        () -> pipeline.call(() -> work.run(null)), () -> pipeline.callAsync(() -> work.start(null)));
        }
    }

    /**
     * Calls a pipeline with work that sees its context.
     *
     * @param pipeline what to call
     * @param acts what the work does, attempt by attempt; the last one from then on
     */
    public void callAware(Pipeline pipeline, Act... acts) {
        Player work = player(acts);
        caller.make(() -> pipeline.callAware(work::run), () -> pipeline.callAsyncAware(work::start));
    }

    /**
     * Calls a pipeline about a subject.
     *
     * @param pipeline what to call
     * @param subject what the call is about
     * @param acts what the work does, attempt by attempt; the last one from then on
     */
    public void callWith(Pipeline pipeline, @Nullable Object subject, Act... acts) {
        Player work = player(acts);
        caller.make(
                () -> pipeline.callWith(subject, same -> work.run(null)),
                () -> pipeline.callAsyncWith(subject, same -> work.start(null)));
    }

    /**
     * Calls an operation.
     *
     * @param operation what to call
     * @param subject what the call is about
     * @param acts what the work does, attempt by attempt; the last one from then on
     * @param <S> the type of the subject
     * @param <R> the type of the answer; what the acts return must be of it
     */
    public <S extends @Nullable Object, R extends @Nullable Object> void call(
            Operation<S, R> operation, S subject, Act... acts) {
        Player work = player(acts);
        if (mode == CallMode.TRY_CALL) {
            caller.block(
                    () -> operation.tryCall(subject, same -> work.<R>run(null)).orElseThrow());
        } else {
            caller.make(
                    () -> operation.call(subject, same -> work.<R>run(null)),
                    () -> operation.callAsync(subject, same -> work.<R>start(null)));
        }
    }

    /**
     * Calls an operation with work that sees its context.
     *
     * @param operation what to call
     * @param subject what the call is about
     * @param acts what the work does, attempt by attempt; the last one from then on
     * @param <S> the type of the subject
     * @param <R> the type of the answer; what the acts return must be of it
     */
    public <S extends @Nullable Object, R extends @Nullable Object> void callAware(
            Operation<S, R> operation, S subject, Act... acts) {
        Player work = player(acts);
        caller.make(
                () -> operation.callAware(subject, (same, call) -> work.<R>run(call)),
                () -> operation.callAsyncAware(subject, (same, call) -> work.<R>start(call)));
    }

    /**
     * Calls an operation that always answers.
     *
     * @param operation what to call
     * @param subject what the call is about
     * @param acts what the work does, attempt by attempt; the last one from then on
     * @param <S> the type of the subject
     * @param <R> the type of the answer; what the acts return must be of it
     */
    public <S extends @Nullable Object, R extends @Nullable Object> void call(
            FallbackOperation<S, R> operation, S subject, Act... acts) {
        Player work = player(acts);
        caller.make(
                () -> operation.call(subject, same -> work.<R>run(null)),
                () -> operation.callAsync(subject, same -> work.<R>start(null)));
    }

    /**
     * Calls an operation that always answers, with work that sees its context.
     *
     * @param operation what to call
     * @param subject what the call is about
     * @param acts what the work does, attempt by attempt; the last one from then on
     * @param <S> the type of the subject
     * @param <R> the type of the answer; what the acts return must be of it
     */
    public <S extends @Nullable Object, R extends @Nullable Object> void callAware(
            FallbackOperation<S, R> operation, S subject, Act... acts) {
        Player work = player(acts);
        caller.make(
                () -> operation.callAware(subject, (same, call) -> work.<R>run(call)),
                () -> operation.callAsyncAware(subject, (same, call) -> work.<R>start(call)));
    }

    private Player player(Act... acts) {
        Player work = new Player(time, mode, transcript, List.of(acts));
        players.add(work);
        return work;
    }

    /** What happened, line by line. */
    List<String> lines() {
        return transcript.lines();
    }

    /** What is missing or left over, in words. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(remains.missing());
        long open = players.stream().mapToLong(Player::open).sum();
        if (open > 0) {
            missing.add("stages of the work that nobody completed or cancelled: " + open);
        }
        missing.addAll(caller.missing());
        checks.forEach(Runnable::run);
        return missing;
    }
}
