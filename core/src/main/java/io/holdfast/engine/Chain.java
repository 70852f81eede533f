package io.holdfast.engine;

import io.holdfast.call.Call;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Require;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A built chain: what a pipeline, and each operation on it, runs its calls through.
 *
 * @param env what the stages share
 * @param head the outermost stage
 * @param cappedHead the same for a call within another one, whose deadline must hold even where this chain has no limit
 * @param totalNanos the limit of the whole call, or NEVER
 * @param startClock whether a policy wants to know the time at entry
 * @param route the same chain for the asynchronous driver
 * @param detours what stands for it while an operator overrides the pipeline or the operation
 */
public record Chain(
        Env env, Stage head, Stage cappedHead, long totalNanos, boolean startClock, Route route, Detours detours) {

    /**
     * Runs a call.
     *
     * @return the result, a Refusal, or an Escaped
     */
    public <X extends Exception> @Nullable Object drive(
            @Nullable Object subject, Object work, @Nullable CallState call, long capNanos) throws X {
        if (work == null) {
            throw Require.refused("work", null, "not null");
        }
        if (Control.active() != 0) {
            Control.Mode mode = env.dossier().mode(env.use());
            if (mode != null) {
                return detours.of(this, mode).driven(subject, work, call, capNanos);
            }
        }
        return driven(subject, work, call, capNanos);
    }

    private <X extends Exception> @Nullable Object driven(
            @Nullable Object subject, Object work, @Nullable CallState call, long capNanos) throws X {
        long within = Math.min(totalNanos, capNanos);
        boolean bounded = within < Deadline.NEVER;
        if (bounded && within <= 0) {
            return Counting.ended(env, env.refuse(RejectionKind.DEADLINE));
        }
        long now = startClock || bounded ? env.time().nanos() : 0;
        long deadline = bounded ? Deadline.after(now, within) : Deadline.NONE;
        if (call != null) {
            call.deadline(deadline);
        }
        Stage first = capNanos < Deadline.NEVER ? cappedHead : head;
        return env.counts().watched()
                ? Counting.<X>run(env, first, now, deadline, subject, work, call)
                : first.run(now, deadline, subject, work, call);
    }

    /**
     * Begins an asynchronous call. Never throws what user code throws: the future does.
     *
     * @param context the context for the forms whose lambda takes it, or null
     * @param capNanos how long the call may take at most, or NEVER
     */
    public <T extends @Nullable Object> CompletableFuture<T> begin(
            @Nullable Object subject, Object work, @Nullable CallState context, long capNanos) {
        if (work == null) {
            throw Require.refused("work", null, "not null");
        }
        if (Control.active() != 0) {
            Control.Mode mode = env.dossier().mode(env.use());
            if (mode != null) {
                return detours.of(this, mode).begun(subject, work, context, capNanos);
            }
        }
        return begun(subject, work, context, capNanos);
    }

    private <T extends @Nullable Object> CompletableFuture<T> begun(
            @Nullable Object subject, Object work, @Nullable CallState context, long capNanos) {
        long within = Math.min(totalNanos, capNanos);
        boolean bounded = within < Deadline.NEVER;
        if (bounded && within <= 0) {
            Refusal<?> late = env.refuse(RejectionKind.DEADLINE);
            Counting.ended(env, late);
            return CompletableFuture.failedFuture(late.toException(env.traces()));
        }
        long began = 0;
        try {
            began = startClock || bounded ? env.time().nanos() : 0;
        } catch (Throwable brokenClock) {
            Counting.ended(env, Escaped.thrown(brokenClock));
            return CompletableFuture.failedFuture(brokenClock);
        }
        long now = began;
        long deadline = bounded ? Deadline.after(now, within) : Deadline.NONE;
        if (env.counts().watched() && env.counts().timer() != null) {
            return Counting.timed(env, now, () -> AsyncStart.begin(route, subject, work, context, now, deadline));
        }
        return AsyncStart.begin(route, subject, work, context, now, deadline);
    }

    /** The same chain with something around its asynchronous calls. */
    public Chain around(Edge edge) {
        Route around = new Route(env, route.policies(), route.keys(), edge, null);
        return new Chain(env, head, cappedHead, totalNanos, startClock, around, new Detours());
    }

    /** A context for a call on this chain. */
    public CallState context(@Nullable Object subject) {
        return new CallState(env, subject, route.repeats(), false);
    }

    /** A context for a call within another one, if there is one. */
    public CallState context(@Nullable Object subject, @Nullable Call outer) {
        return new CallState(env, subject, route.repeats(), outer != null && outer.retried());
    }

    /** The result of a call for its caller: the value, or the exception of a refusal. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the edge pairs the type of the work with the type of the result
    public <T extends @Nullable Object> T open(@Nullable Object returned) {
        if (returned instanceof Refusal<?> refusal) {
            throw refusal.toException(env.traces());
        }
        return (T) (returned instanceof Escaped escaped ? escaped.open(env) : returned);
    }

    /** Runs a call without a context to its outcome; only an Error is thrown. */
    @SuppressWarnings("unchecked") // a refusal is an outcome of any type; for the value see open
    public <T extends @Nullable Object> Outcome<T> outcome(@Nullable Object subject, Object work) {
        Object returned = null;
        try {
            returned = this.<Exception>drive(subject, work, null, Deadline.NEVER);
            return returned instanceof Refusal<?> refusal ? (Outcome<T>) refusal : this.<T>value(returned);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // the exception becomes a value, so the flag must keep the news
            return new Outcome.Failure<>(interrupted);
        } catch (Exception thrown) {
            return new Outcome.Failure<>(thrown, Escaped.traceOf(returned));
        }
    }

    /** Runs a call to its outcome; only an Error is thrown. The thread's interrupt flag is as the work left it. */
    @SuppressWarnings("unchecked") // a refusal is an outcome of any type; for the value see open
    public <T extends @Nullable Object> Outcome<T> ended(
            @Nullable Object subject, Object work, @Nullable CallState call, long capNanos) {
        Object returned = null;
        try {
            returned = this.<Exception>drive(subject, work, call, capNanos);
            return returned instanceof Refusal<?> refusal ? (Outcome<T>) refusal : this.<T>value(returned);
        } catch (Exception thrown) {
            return new Outcome.Failure<>(thrown, Escaped.traceOf(returned));
        }
    }

    private <T extends @Nullable Object> Outcome<T> value(@Nullable Object returned) {
        T value = this.<T>open(returned);
        return Escaped.isRepeated(returned)
                ? new Outcome.Marked<>(value, Reason.RETRIED)
                : new Outcome.Success<>(value);
    }

    /** Whether what a call returned is a good answer, also by a classifier that judges results. */
    public boolean isGood(@Nullable Object returned) {
        return env.judgeReturned(Escaped.wrapRefusal(returned)).effect() == Effect.SUCCESS;
    }

    /** Throws what an outcome says, as the call would have. */
    public <T extends @Nullable Object> T orThrow(Outcome<T> ended) {
        if (ended instanceof Refusal<?> refusal) {
            throw refusal.toException(env.traces());
        }
        if (ended instanceof Outcome.Failure<?> failure) {
            throw Escaped.<RuntimeException>unchecked(failure.cause());
        }
        return ended instanceof Outcome.Success<T> success ? success.result() : ((Outcome.Marked<T>) ended).result();
    }

    /**
     * Whether something may stand in for an answer: not for what the classifier judges to be no failure of the dependency,
     * and not for a mistake of the caller that would stay hidden for ever.
     */
    public boolean mayBeMasked(Throwable thrown) {
        if (thrown instanceof RejectedException
                || thrown instanceof TimedOutException
                || Reason.isCancellation(thrown)) {
            return true;
        }
        if (thrown instanceof StageReturnedException) {
            return false;
        }
        Verdict verdict = env.judge(null, thrown);
        return verdict.effect() == Effect.FAILURE || verdict.kind() != FailureKind.NONE;
    }

    /** How long the dependency asked to stay away, in nanoseconds; 0 when it did not say. */
    public long pushBackNanos(Throwable thrown) {
        if (thrown instanceof RejectedException rejected) {
            return rejected.retryAfter().map(Duration::toNanos).orElse(0L);
        }
        return Math.max(env.judge(null, thrown).pushBackNanos(), 0);
    }

    /** A subject as a caller gives it; the one object that stands for none would be taken for none. */
    public static @Nullable Object subject(@Nullable Object given) {
        if (given == Gate.NO_SUBJECT) {
            throw Require.refused("subject", given, "a subject of the caller's own; use call without one");
        }
        return given;
    }

    /** What stands for the subject of a call without one. */
    public static Object noSubject() {
        return Gate.NO_SUBJECT;
    }
}
