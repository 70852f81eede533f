package io.holdfast;

import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a {@linkplain Operation#firstOf chain}: an operation, usually of a pipeline of its own, and its work.
 *
 * <p><b>Thread-safety.</b> Immutable: each method returns a changed copy.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 * @param <M> whether its work blocks, so that chains of the other sort do not compile
 */
public final class Provider<S extends @Nullable Object, R extends @Nullable Object, M extends Provider.Mode> {
    /** How the work of a stage waits. */
    public sealed interface Mode permits Blocking, Async {}

    /** The work blocks the calling thread. */
    public static final class Blocking implements Mode {
        private Blocking() {}
    }

    /** The work returns a stage. */
    public static final class Async implements Mode {
        private Async() {}
    }

    final Operation<S, R> operation;
    final Object work;
    final boolean aware;
    final String name;
    final long mostNanos;
    final long waitNanos;

    Provider(Operation<S, R> operation, Object work, boolean aware) {
        this(operation, work, aware, operation.chain().env().name(), Deadline.NEVER, 0);
    }

    private Provider(
            Operation<S, R> operation, Object work, boolean aware, String name, long mostNanos, long waitNanos) {
        this.operation = operation;
        this.work = work;
        this.aware = aware;
        this.name = name;
        this.mostNanos = mostNanos;
        this.waitNanos = waitNanos;
    }

    /**
     * What the stage is called in reasons, events and meters.
     *
     * @param stage the name; by default the pipeline's
     * @return a copy of that name
     */
    public Provider<S, R, M> as(String stage) {
        return new Provider<>(operation, work, aware, Require.name("as", stage), mostNanos, waitNanos);
    }

    /**
     * How much of the chain's time the stage may take, its own retries and waits included.
     *
     * @param limit the limit; by default the {@code within} of the operation or its pipeline
     * @return a copy with that limit
     */
    public Provider<S, R, M> atMost(Duration limit) {
        return new Provider<>(operation, work, aware, name, Require.duration("atMost", limit), waitNanos);
    }

    /**
     * When the dependency says how long to stay away ({@code Retry-After}), or the limiter or breaker of the stage does, and
     * that is near: waits that long and asks once more. A longer time moves on at once.
     *
     * @param longest the longest wait; by default there is none. It is part of the stage's time
     * @return a copy with that wait
     */
    public Provider<S, R, M> waitUpTo(Duration longest) {
        return new Provider<>(operation, work, aware, name, mostNanos, Require.durationOrZero("waitUpTo", longest));
    }

    /** How long the stage may take, or NEVER. */
    long limitNanos() {
        return Math.min(mostNanos, operation.chain().totalNanos());
    }

    /** How long to wait before asking once more, with so much of its time left; 0 to move on. */
    long waitBeforeAgain(long pushBackNanos, long leftNanos) {
        return pushBackNanos > 0 && pushBackNanos <= waitNanos && pushBackNanos < leftNanos ? pushBackNanos : 0;
    }

    @Override
    public String toString() {
        return "stage '" + name + "' by " + operation;
    }
}
