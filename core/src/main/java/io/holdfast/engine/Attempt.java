package io.holdfast.engine;

import io.holdfast.call.InFlight;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.WorkAbandoned;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that runs elsewhere: the stage that it returned, and a callback on it. One CAS decides whether the call gets the
 * outcome or gives the work up.
 *
 * <pre>
 *            accept                     take
 *   RUNNING ────────► an outcome ───────────► the call's
 *      │ take
 *      ▼            accept
 *   given up ───────────────► Ended    the result is discarded, what was held is settled
 *   (list of Held)
 * </pre>
 *
 * <p><b>Linearisation.</b> The CAS away from RUNNING. An outcome that arrives after it was taken or discarded is a second
 * completion: a result that is not the first one is discarded.
 */
final class Attempt implements BiConsumer<@Nullable Object, @Nullable Throwable>, CallsInFlight.Entry {
    /** A throwable, or a result that looks like one of our own states. */
    record Outcome(@Nullable Object result, @Nullable Throwable thrown) {}

    /** What is to be done when the work ends, as a list. */
    record Held(@Nullable Runnable atItsEnd, @Nullable Held next) {}

    private record Ended(@Nullable Object discarded) {}

    private static final int MOST_WRAPPERS = 100;
    private static final Held NOTHING_HELD = new Held(null, null);
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup()
                    .findVarHandle(Attempt.class, "state", Object.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final Walk<?> call;
    final CompletionStage<?> source;
    final int number;
    private volatile @Nullable Object state;

    /** Once given up, the entry among what is in flight. Volatile: written before, and read after, a look at the state. */
    private volatile int suspension;

    /**
     * Work that has been started.
     *
     * @param number the number of the attempt, 1 for the first
     * @param suspension the number of the suspension that its end resumes
     */
    Attempt(Walk<?> call, int number, int suspension, CompletionStage<?> source) {
        this.call = call;
        this.number = number;
        this.suspension = suspension;
        this.source = source;
    }

    @Override
    public void accept(@Nullable Object result, @Nullable Throwable thrown) {
        try {
            while (!tell(result, thrown)) {}
        } catch (Throwable endOfStack) { // which the stage would swallow
            if (state == null) {
                LastResort.run(() -> accept(result, thrown));
            } else {
                call.rescue(suspension);
            }
        }
    }

    private boolean tell(@Nullable Object result, @Nullable Throwable thrown) {
        Object before = state;
        if (before == null) {
            boolean first = STATE.compareAndSet(this, (Object) null, outcome(result, thrown));
            if (first) {
                call.resume(suspension);
            }
            return first;
        }
        if (before instanceof Held held) {
            boolean first = STATE.compareAndSet(this, before, (Object) new Ended(result));
            if (first) {
                late(held, result);
            }
            return first;
        }
        if (result != (before instanceof Ended ended ? ended.discarded : result(before))) {
            discard(result); // the second completion of a stage that breaks its contract
        }
        return true;
    }

    /** Its end resumes another suspension from now on. */
    void awaitedBy(int nextSuspension) {
        suspension = nextSuspension;
    }

    /** Whether an outcome is there. */
    boolean arrived() {
        return state != null;
    }

    /** Gives the work up unless its outcome is there. Asked once, by whoever resumed the call. */
    boolean giveUp() {
        return STATE.compareAndSet(this, (Object) null, (Object) NOTHING_HELD);
    }

    /** What the work returned; null when it threw. */
    @Nullable
    Object result() {
        Object outcome = state;
        return outcome == null ? null : result(outcome);
    }

    /** What the work threw. */
    @Nullable
    Throwable thrown() {
        return state instanceof Outcome outcome ? outcome.thrown : null;
    }

    /**
     * Leaves something to be done with work that was given up.
     *
     * @return false when the work has ended meanwhile
     */
    boolean keep(Runnable atItsEnd) {
        while (state instanceof Held held) {
            if (STATE.compareAndSet(this, (Object) held, (Object) new Held(atItsEnd, held))) {
                return true;
            }
        }
        return false;
    }

    /** Given up, and still running. */
    boolean abandoned() {
        return state instanceof Held;
    }

    /** Ends the work if that is possible. */
    void stop() {
        if (source instanceof DetachedWork detached) {
            detached.stop();
        } else if (source instanceof Future<?> future
                && !call.env().background().sharedStages()) {
            try {
                future.cancel(true);
            } catch (UnsupportedOperationException minimalStage) {
                return; // it cannot be cancelled, and says so
            } catch (Throwable broken) {
                call.env().faults().report("Cancelling the work", broken);
            }
        }
    }

    /** Whether the work was stopped before it began. */
    boolean neverStarted() {
        return source instanceof DetachedWork detached && detached.neverStarted();
    }

    /**
     * Announces that the work goes on though it was given up, and shows it in the dump until it ends.
     *
     * @return how much abandoned work of the pipeline runs; 0 if this has ended meanwhile
     */
    int announce(Route route) {
        Background background = call.env().background();
        if (!background.inFlight().countAbandoned(this)) {
            return 0;
        }
        int running = background.inFlight().abandoned();
        route.countAbandoned(this);
        suspension = background.inFlight().enter(this);
        if (!abandoned()) {
            leave(); // it has ended meanwhile, and may not have seen where it stands
        }
        if (background.events().wanted(WorkAbandoned.class)) {
            Env env = call.env();
            background
                    .events()
                    .publish(new WorkAbandoned(
                            env.name(),
                            env.operation(),
                            number,
                            background.inFlight().abandoned()));
        }
        return Math.max(running, 1); // others may have ended before this was counted
    }

    private void leave() {
        call.env().background().inFlight().leave(suspension, this);
    }

    @Override
    public InFlight describe(long since, long now) {
        return call.describe(InFlight.State.ABANDONED, "", number, since, now);
    }

    /** The work has ended after it was given up. Listeners and the discard hook see the context of its call. */
    private void late(Held held, @Nullable Object result) {
        Extras extras = call.extras;
        CarriedContext context = extras == null ? null : extras.context;
        ContextCarrier.Scope scope = context == null ? null : context.restore(call.env());
        end(held);
        discard(result);
        if (context != null) {
            context.close(scope, call.env());
        }
    }

    private void end(Held held) {
        leave();
        for (Held each = held; each != null; each = each.next) {
            if (each.atItsEnd != null) {
                each.atItsEnd.run();
            }
        }
    }

    private void discard(@Nullable Object result) {
        if (!call.env().background().sharedStages()) { // else others have it, too
            call.discard(result);
        }
    }

    private Object outcome(@Nullable Object result, @Nullable Throwable thrown) {
        if (thrown != null) {
            return new Outcome(null, source instanceof DetachedWork ? thrown : raw(thrown));
        }
        if (result == null || result instanceof Outcome || result instanceof Held || result instanceof Ended) {
            return new Outcome(result, null);
        }
        return result;
    }

    private static @Nullable Object result(Object outcome) {
        return outcome instanceof Outcome wrapped ? wrapped.result : outcome;
    }

    /** What the work failed with, out of what stages wrap it in. */
    static Throwable raw(Throwable thrown) {
        Throwable raw = thrown;
        try {
            for (int depth = 0; raw instanceof CompletionException && depth < MOST_WRAPPERS; depth++) {
                Throwable cause = raw.getCause();
                if (cause == null) {
                    return raw;
                }
                raw = cause;
            }
        } catch (Throwable brokenCause) {
            return raw;
        }
        return raw;
    }
}
