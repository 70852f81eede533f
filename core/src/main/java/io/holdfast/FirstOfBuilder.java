package io.holdfast;

import io.holdfast.call.Reason;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Memory;
import io.holdfast.spi.MemoryRecipe;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Declares a chain of operations; see {@link Operation#firstOf}. Not thread-safe.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 * @param <C> the chain that is built
 */
public final class FirstOfBuilder<S extends @Nullable Object, R extends @Nullable Object, C> {
    private final String name;
    private final List<? extends Provider<S, R, ?>> providers;
    private final Function<Stages<S, R>, C> product;
    private long withinNanos = Deadline.NEVER;
    private Predicate<? super Throwable> stopOn = thrown -> false;
    private Operation.Priority priority = Operation.Priority.NORMAL;
    private Registry registry = Registry.standard();
    private @Nullable Memory<? super S, R> memory;
    private Stages.@Nullable Last<S, R> last;
    private @Nullable String failureMode;

    FirstOfBuilder(String name, List<? extends Provider<S, R, ?>> providers, Function<Stages<S, R>, C> product) {
        this.name = Require.name("name", name);
        this.providers = providers;
        this.product = product;
        if (providers.isEmpty()) {
            throw Require.refused("providers", 0, "at least 1");
        }
    }

    /**
     * The limit of the whole chain. Required; at least the sum of what its stages may take, so that each of them gets its
     * time on the worst day.
     *
     * @param limit the limit
     * @return this
     */
    public FirstOfBuilder<S, R, C> within(Duration limit) {
        withinNanos = Require.duration("within", limit);
        return this;
    }

    /**
     * Failures that would be the same at every stage, such as a malformed question: the chain ends with them at once. What
     * the classifier of a stage judges to be no failure of the dependency ends the chain anyhow.
     *
     * @param same which ones
     * @return this
     */
    public FirstOfBuilder<S, R, C> stopOn(Predicate<? super Throwable> same) {
        stopOn = Require.given("stopOn", same);
        return this;
    }

    /**
     * Remembers good answers of any stage in a private memory. Asked before the stages for a fresh answer, and after them
     * for a stale one.
     *
     * @param recipe its settings, for example a {@code CacheFallback}'s
     * @return this
     */
    public FirstOfBuilder<S, R, C> remember(MemoryRecipe<? super S, R> recipe) {
        TimeSource time = providers.get(0).operation.chain().env().time();
        return remember(
                Require.given("recipe", recipe).create(new PolicySite(name + "/cache", time, Randomness.system())));
    }

    /**
     * Remembers good answers of any stage in a live memory, shared with whoever else uses it.
     *
     * @param shared the memory, on the same time source as the stages
     * @return this
     */
    public FirstOfBuilder<S, R, C> remember(Memory<? super S, R> shared) {
        memory = Require.given("memory", shared);
        return this;
    }

    /**
     * What to answer when no stage does. With it the chain always answers.
     *
     * @param stage what it is called; the reason is {@code fallback:stage}
     * @param fallback answers without asking anybody; its cause is the {@link io.holdfast.call.NoAnswerException}
     * @return this
     */
    public FirstOfBuilder<S, R, C> last(String stage, Fallback<? super S, R> fallback) {
        last = new Stages.Last<>(Require.name("stage", stage), Require.given("fallback", fallback));
        return this;
    }

    /**
     * How much it matters that a call gets an answer.
     *
     * @param value the priority
     * @return this
     */
    public FirstOfBuilder<S, R, C> priority(Operation.Priority value) {
        priority = Require.given("priority", value);
        return this;
    }

    /**
     * Declares what the caller does when there is no answer.
     *
     * @param words for the {@link DegradationMatrix}
     * @return this
     */
    public FirstOfBuilder<S, R, C> failureMode(String words) {
        failureMode = Require.name("failureMode", words);
        return this;
    }

    /**
     * Registers with another registry than {@link Registry#standard()}.
     *
     * @param other the registry
     * @return this
     */
    public FirstOfBuilder<S, R, C> in(Registry other) {
        registry = Require.given("registry", other);
        return this;
    }

    /**
     * Builds the chain.
     *
     * @return the chain
     * @throws IllegalArgumentException when a stage has no limit, the stages exceed the chain's, two are called alike, run on
     *     different time sources, or a stage would hide those after it
     */
    public C build() {
        check();
        List<String> answers = new ArrayList<>();
        providers.stream()
                .skip(1)
                .forEach(each -> answers.add(Reason.fallback(each.name).code()));
        if (memory != null) {
            answers.add(memory.promise());
        }
        if (last != null) {
            answers.add(Reason.fallback(last.name()).code());
        }
        OperationInfo info = new OperationInfo(
                name,
                providers.stream()
                        .map(each -> each.operation.chain().env().name())
                        .toList(),
                priority,
                Optional.empty(),
                Optional.of(Duration.ofNanos(withinNanos)),
                answers,
                Optional.ofNullable(failureMode));
        registry.register(info);
        return product.apply(new Stages<>(info, withinNanos, providers, memory, stopOn, last));
    }

    private void check() {
        TimeSource time = providers.get(0).operation.chain().env().time();
        if (memory != null && memory.time() != time) {
            throw wrong("memory '" + memory.name() + "' runs on another time source", "the one of its stages");
        }
        Set<String> names = new HashSet<>();
        if (last != null) {
            names.add(last.name());
        }
        long sum = 0;
        List<String> parts = new ArrayList<>();
        for (Provider<S, R, ?> each : providers) {
            if (each.operation.chain().env().time() != time) {
                throw wrong("stage '" + each.name + "' runs on another time source", "the same for all stages");
            }
            if (!names.add(each.name)) {
                throw wrong("two stages are called '" + each.name + "'", "names of their own: as(\"...\")");
            }
            if (each.operation.memory().isPresent()) {
                throw wrong(
                        "stage '" + each.name + "' remembers, and a stale answer of it would hide the stages after it",
                        "remember(...) on the chain");
            }
            if (each.limitNanos() >= Deadline.NEVER) {
                throw wrong(
                        "stage '" + each.name + "' has no limit, so that it could use up the time of those after it",
                        "atMost(...) on the stage, or within(...) on its operation");
            }
            sum += each.limitNanos();
            parts.add(words(each.limitNanos()));
        }
        if (withinNanos == Deadline.NEVER) {
            throw wrong("it has no limit", "within(" + words(sum) + ") or more: the time of its stages");
        }
        if (sum > withinNanos) {
            throw wrong(
                    "its stages may take " + String.join(" + ", parts) + " = " + words(sum) + ", but the chain only "
                            + words(withinNanos),
                    "within(" + words(sum) + ") or more, or stages with atMost(...) that add up to "
                            + words(withinNanos));
        }
    }

    private IllegalArgumentException wrong(String what, String expected) {
        return new IllegalArgumentException("chain '" + name + "': " + what + " (expected: " + expected + ")");
    }

    private static String words(long nanos) {
        return Options.text(Duration.ofNanos(nanos));
    }
}
