package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.Reason;
import io.holdfast.engine.Assembly;
import io.holdfast.engine.Chain;
import io.holdfast.engine.Env;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Memory;
import io.holdfast.spi.MemoryRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Declares an operation; see {@link Pipeline#operation}. Not thread-safe.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 */
public final class OperationBuilder<S extends @Nullable Object, R extends @Nullable Object> {
    private final Env env;
    private final Registry registry;
    private final String name;
    private final long pipelineNanos;
    private long totalNanos;
    private @Nullable Boolean idempotent;
    private @Nullable Function<Object, Object> key;
    private @Nullable Function<Object, String> idempotencyKey;
    private Operation.Priority priority = Operation.Priority.NORMAL;
    private @Nullable String failureMode;
    private @Nullable Memory<? super S, R> memory;

    OperationBuilder(Env env, Registry registry, long totalNanos, String name) {
        this.env = env;
        this.registry = registry;
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
    public OperationBuilder<S, R> key(Function<? super S, ?> keyOf) {
        key = erased(Require.given("key", keyOf));
        return this;
    }

    /**
     * Repeating a call has no further effect, so it may be retried.
     *
     * @return this
     */
    public OperationBuilder<S, R> idempotent() {
        idempotent = declared(true);
        return this;
    }

    /**
     * Repeating a call may have a second effect, so it is never retried, whatever the pipeline does otherwise.
     *
     * @return this
     */
    public OperationBuilder<S, R> notIdempotent() {
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
    public OperationBuilder<S, R> idempotencyKey(Function<? super S, String> keyOf) {
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
    public OperationBuilder<S, R> priority(Operation.Priority value) {
        priority = Require.given("priority", value);
        return this;
    }

    /**
     * A tighter limit for the whole call than the pipeline's.
     *
     * @param limit at most the pipeline's {@code within}
     * @return this
     */
    public OperationBuilder<S, R> within(Duration limit) {
        long nanos = Require.duration("within", limit);
        if (nanos > pipelineNanos) {
            throw Require.refused("within", limit, "at most the pipeline's " + Duration.ofNanos(pipelineNanos));
        }
        totalNanos = nanos;
        return this;
    }

    /**
     * Remembers good answers in a private memory, which may serve them in place of a failure.
     *
     * @param recipe its settings, for example a {@code CacheFallback}'s
     * @return this
     */
    public OperationBuilder<S, R> remember(MemoryRecipe<? super S, R> recipe) {
        String own = env.name() + "/" + name + "/cache";
        return remember(Require.given("recipe", recipe).create(new PolicySite(own, env.time(), Randomness.system())));
    }

    /**
     * Remembers good answers in a live memory, shared with whoever else uses it.
     *
     * @param shared the memory, on the same time source as the pipeline
     * @return this
     */
    public OperationBuilder<S, R> remember(Memory<? super S, R> shared) {
        if (Require.given("memory", shared).time() != env.time()) {
            throw new IllegalArgumentException("operation '" + name + "': memory '" + shared.name()
                    + "' runs on another time source (expected: the pipeline's; build both with the same time(...))");
        }
        memory = shared;
        return this;
    }

    /**
     * Declares what the caller does when there is no answer, for an operation that may fail. Shown in the {@link
     * DegradationMatrix}; an operation without anything in place of its answer and without this is a finding.
     *
     * @param words for example {@code the order stays in the outbox}
     * @return this
     */
    public OperationBuilder<S, R> failureMode(String words) {
        failureMode = Require.name("failureMode", words);
        return this;
    }

    /**
     * What to answer when there is no answer. Its reason is {@code fallback:value}.
     *
     * @param value the answer
     * @return a builder of an operation that always answers
     */
    public FallbackOperation.Builder<S, R> fallback(R value) {
        return fallbackBy("value", (subject, cause) -> value);
    }

    /**
     * What to answer when there is no answer, decided case by case. Its reason is {@code fallback:function}.
     *
     * @param fallback answers in place of the dependency
     * @return a builder of an operation that always answers
     */
    public FallbackOperation.Builder<S, R> fallbackBy(Fallback<? super S, R> fallback) {
        return fallbackBy("function", fallback);
    }

    /**
     * What to answer when there is no answer, decided case by case.
     *
     * @param stage what it is called; its reason is {@code fallback:stage}
     * @param fallback answers in place of the dependency
     * @return a builder of an operation that always answers
     */
    public FallbackOperation.Builder<S, R> fallbackBy(String stage, Fallback<? super S, R> fallback) {
        Reason reason = Reason.fallback(Require.name("stage", stage));
        return new FallbackOperation.Builder<>(this, reason, Require.given("fallback", fallback));
    }

    /**
     * Builds the operation.
     *
     * @return the operation
     * @throws IllegalArgumentException when the pipeline retries and it was not declared whether that is safe
     */
    public Operation<S, R> build() {
        return build(List.of());
    }

    Operation<S, R> build(List<String> fallbacks) {
        boolean repeats = idempotent != null && idempotent;
        if (idempotent == null && env.info().policies().stream().anyMatch(policy -> policy instanceof Loop)) {
            throw new IllegalArgumentException(
                    "operation '" + name + "': pipeline '" + env.name()
                            + "' repeats failed attempts (expected: idempotent(), idempotencyKey(...) or notIdempotent()) [HF008]");
        }
        Chain chain = Assembly.chain(env.named(name, idempotencyKey), totalNanos, repeats, key);
        Operation<S, R> built = new Operation<>(chain, info(fallbacks), memory);
        boolean answered = !built.info().answers().isEmpty();
        env.dossier().operation(name).declare(repeats, totalNanos, priority.name(), answered);
        if (memory != null) {
            chain.env().counts().show(memory::readings);
        }
        registry.register(built.info());
        return built;
    }

    private OperationInfo info(List<String> fallbacks) {
        List<String> answers = new ArrayList<>();
        if (memory != null) {
            answers.add(memory.promise());
        }
        answers.addAll(fallbacks);
        Optional<Duration> within =
                totalNanos == Deadline.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(totalNanos));
        return new OperationInfo(
                name,
                List.of(env.name()),
                priority,
                Optional.ofNullable(idempotent),
                within,
                answers,
                Optional.ofNullable(failureMode));
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
