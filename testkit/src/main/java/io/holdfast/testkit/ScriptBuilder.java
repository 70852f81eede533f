package io.holdfast.testkit;

import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the outcomes of a {@link Script} down, first to last. For one thread.
 *
 * @param <R> what the work returns
 */
public final class ScriptBuilder<R extends @Nullable Object> {
    private final VirtualTime time;
    private final List<ScriptLine<R>> lines = new ArrayList<>();

    ScriptBuilder(VirtualTime time) {
        this.time = time;
    }

    /**
     * The next call returns a value, at once unless {@link #after} says otherwise.
     *
     * @param value the value, possibly null
     * @return this
     */
    public ScriptBuilder<R> succeed(R value) {
        return with(new ScriptLine.Succeed<>(value, Duration.ZERO));
    }

    /**
     * The next call throws, at once unless {@link #after} says otherwise.
     *
     * @param thrown an {@link Exception} or an {@link Error}
     * @return this
     */
    public ScriptBuilder<R> fail(Throwable thrown) {
        if (!(thrown instanceof Exception) && !(thrown instanceof Error)) {
            throw Require.refused("thrown", thrown, "an Exception or an Error");
        }
        return with(new ScriptLine.Fail<>(thrown, Duration.ZERO));
    }

    /**
     * Delays the outcome written last. Not for one that hangs.
     *
     * @param delay for how long the work runs before it ends so
     * @return this
     */
    public ScriptBuilder<R> after(Duration delay) {
        Require.durationOrZero("delay", delay);
        ScriptLine<R> delayed =
                lines.isEmpty() ? null : lines.remove(lines.size() - 1).after(delay);
        if (delayed == null) {
            throw Require.refused("after", delay, "to follow succeed(...) or fail(...)");
        }
        return with(delayed);
    }

    /**
     * The next call hangs until it is interrupted, or its future cancelled.
     *
     * @return this
     */
    public ScriptBuilder<R> hang() {
        return with(new ScriptLine.Hang<>(Duration.ZERO));
    }

    /**
     * The next call hangs and does not hear an interrupt, or the cancellation of its future, for some time; after that it
     * obeys an earlier one too.
     *
     * @param deafFor for how long it hears nothing
     * @return this
     */
    public ScriptBuilder<R> hangDeaf(Duration deafFor) {
        Require.duration("deafFor", deafFor);
        return with(new ScriptLine.Hang<>(deafFor));
    }

    private ScriptBuilder<R> with(ScriptLine<R> line) {
        lines.add(line);
        return this;
    }

    /**
     * A script that must not be called more often than it has outcomes: a further call throws an {@link AssertionError}.
     *
     * @return the work
     */
    public Script<R> once() {
        return build(ScriptEnd.ONCE);
    }

    /**
     * A script whose last outcome goes on for ever.
     *
     * @return the work
     */
    public Script<R> repeatLast() {
        return build(ScriptEnd.REPEAT_LAST);
    }

    /**
     * A script that begins anew after its last outcome.
     *
     * @return the work
     */
    public Script<R> cycle() {
        return build(ScriptEnd.CYCLE);
    }

    private Script<R> build(ScriptEnd end) {
        if (lines.isEmpty()) {
            throw Require.refused("outcomes", 0, "at least 1");
        }
        return new Script<>(time, lines, end);
    }
}
