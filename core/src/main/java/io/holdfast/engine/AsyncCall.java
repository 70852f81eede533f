package io.holdfast.engine;

import io.holdfast.call.InFlight;
import io.holdfast.call.Refusal;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous driver: the returned future is the state of the call. In each turn the chain is walked as far as possible
 * without waiting.
 *
 * <pre>
 *            ┌──────────── again ────────────┐
 *            ▼                               │
 *   begin ─► in ─► work ─► its end ─► out ───┴───► over
 *            │ queue  │ running        │ back-off
 *            ▼        ▼                ▼
 *          suspended: an arrival, a grant, an alarm or a completion from outside begins the next turn
 * </pre>
 *
 * <p><b>Completion from outside</b> (cancel, complete, orTimeout): the turn that follows ends the wait, gives running work
 * up, settles everything, and starts nothing any more. <b>A refusing executor</b> has the same effect, on a thread of last
 * resort.
 */
class AsyncCall<T extends @Nullable Object> extends Outwards<T> implements CallsInFlight.Entry {
    private static final int NOT_ENTERED = -1;

    private int entry = NOT_ENTERED;

    AsyncCall(Route route, Object work, @Nullable Object subject, long deadline, long[] numbers) {
        super(route, work, subject, deadline, numbers);
    }

    /** The first turn, from the outermost policy on. */
    CompletableFuture<T> begin(long now) {
        try {
            drive(in(now));
        } catch (Throwable bug) {
            brokenOrLater(bug);
        }
        return this;
    }

    /** The first turn, from the policy on that did not let the call pass; or from the work on. */
    CompletableFuture<T> beginAt(int position, long now) {
        try {
            at = (short) position;
            drive(asked(now));
        } catch (Throwable bug) {
            brokenOrLater(bug);
        }
        return this;
    }

    /** The first turn, when the work has been started. */
    CompletableFuture<T> beginWith(@Nullable CompletionStage<?> stage, @Nullable Throwable failure, long now) {
        try {
            at = (short) route.size();
            if (route.due(numbers, at, deadline) != Deadline.NONE) {
                extras().began = now;
            }
            drive(failure == null ? await(Objects.requireNonNull(stage), now) : threw(failure));
        } catch (Throwable bug) {
            brokenOrLater(bug);
        }
        return this;
    }

    /** The first turn, when something threw before the work. */
    CompletableFuture<T> beginBroken(Throwable before) {
        try {
            drive(before(before));
        } catch (Throwable bug) {
            brokenOrLater(bug);
        }
        return this;
    }

    @Override
    void turn() {
        CarriedContext context = extras == null ? null : extras.context;
        ContextCarrier.Scope scope = context == null ? null : context.restore(env());
        try {
            drive(woken());
        } catch (Throwable bug) {
            brokenOrLater(bug);
        }
        if (context != null) {
            context.close(scope, env());
        }
    }

    /** Goes on until the call is suspended or over. An attempt has ended with the verdict; null when something is awaited. */
    private void drive(@Nullable Verdict ended) {
        Verdict verdict = ended;
        while (true) {
            if (verdict == null) {
                if (!suspend()) {
                    return;
                }
                verdict = woken();
            } else {
                long wait = out(verdict);
                if (wait < 0) {
                    finish();
                    return;
                }
                verdict = wait == 0 ? inAgain() : null;
            }
        }
    }

    /** The last act of a turn. Whether the next turn is due already, and this thread takes it. */
    private boolean suspend() {
        Attempt awaited = running;
        Ticket ticket = extras == null || extras.reserved ? null : extras.ticket;
        Alarm alarm = extras == null ? null : extras.alarm;
        if (entry == NOT_ENTERED) {
            entry = env().background().inFlight().enter(this);
        }
        int suspension = nextSuspension();
        publish(suspension);
        boolean due = left()
                || (awaited != null && awaited.arrived())
                || (ticket != null && (ticket.granted() || ticket.refused()))
                || (alarm != null && alarm.rung());
        return due && resumed(suspension);
    }

    /** What has ended the suspension. Returns the verdict of an attempt that has ended, or null as {@link #in}. */
    private @Nullable Verdict woken() {
        Extras have = extras;
        Alarm alarm = have == null ? null : have.alarm;
        if (have != null && alarm != null) {
            alarm.cancel();
            have.alarm = null;
        }
        Attempt attempt = running;
        boolean waits = attempt == null ? have == null || have.ticket == null : !attempt.arrived();
        if (waits && !mustEnd()) {
            long now = env().nanosOr(alarm == null ? 0 : alarm.instant());
            if (alarm == null ? attempt != null : alarm.early(now)) {
                return nothingHappened(attempt, alarm, now);
            }
        }
        if (attempt == null) {
            return inAgain();
        }
        running = null;
        return attempt.giveUp()
                ? givenUp(attempt, alarm == null ? 0 : alarm.began())
                : returned(attempt.result(), attempt.thrown());
    }

    /** A wake-up that came too late, or a timer that rang too early: waits on. */
    private @Nullable Verdict nothingHappened(@Nullable Attempt attempt, @Nullable Alarm alarm, long now) {
        if (attempt != null) {
            attempt.awaitedBy(nextSuspension());
        }
        if (alarm != null) {
            extras().alarm = alarm.again(nextSuspension(), now);
        }
        return null;
    }

    /** It is over. A parked call leaves it to its caller. */
    void count(@Nullable Object returned, @Nullable Throwable failure) {
        if (!firstEnd()) {
            return; // the driver failed afterwards
        }
        if (left()) {
            Counting.cancelled(env());
        } else if (failure != null) {
            Counting.threw(env(), failure);
        } else {
            Counting.ended(env(), returned);
        }
    }

    private void finish() {
        env().background().inFlight().leave(entry, this);
        count(result, thrown);
        Throwable failure = thrown;
        Object value = result;
        if (failure == null && value instanceof Refusal<?> refusal) {
            failure = refusal.toException(env().traces());
        } else if (failure == null && value instanceof Escaped escaped) {
            failure = escaped.thrown();
            value = escaped.value();
        }
        if (left()) {
            result = null;
            forgetWork();
            discard(failure == null ? value : null);
            return;
        }
        Edge edge = route.edge();
        if (edge == null) {
            if (!complete(value, failure)) {
                env().discard(value);
            }
        } else if (failure == null) {
            answered(edge, value);
        } else {
            answer(edge, failure);
        }
    }

    private void answered(Edge edge, @Nullable Object value) {
        Object seen = value;
        try {
            boolean good = env().judgeReturned(result).effect() == Effect.SUCCESS;
            seen = edge.answered(subject, value, good, Escaped.isRepeated(result));
        } catch (Throwable broken) {
            env().faults().report("The fallback's memory", broken);
        }
        complete(seen, null); // what somebody has been told of is not discarded
    }

    /** Only what is an Exception has an answer. */
    private void answer(Edge edge, Throwable failure) {
        Object value = null;
        Throwable thrown = failure;
        if (failure instanceof Exception cause) {
            try {
                value = edge.unanswered(subject, cause);
                thrown = null;
            } catch (Throwable broken) {
                thrown = broken;
            }
        }
        complete(value, thrown);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the edge pairs the type of the work with the type of the result
    private boolean complete(@Nullable Object value, @Nullable Throwable failure) {
        forgetWork();
        if (failure != null) {
            endExceptionally(failure);
            return true;
        }
        return end((T) value);
    }

    /** With a stack of its own if there is no room left on this one. */
    private void brokenOrLater(Throwable bug) {
        thrown = bug;
        dying();
        try {
            broken(bug);
        } catch (Throwable noRoom) {
            LastResort.run(() -> broken(bug));
        }
    }

    /** The end of its work could not be told. */
    @Override
    void rescue(int suspension) {
        Throwable bug = thrown;
        LastResort.run(isDying() && bug != null ? () -> broken(bug) : () -> resume(suspension));
    }

    /** The driver itself failed, for want of memory or stack: settles what can be settled. */
    private void broken(Throwable bug) {
        result = null;
        thrown = bug;
        try {
            if (extras != null && extras.alarm != null) {
                extras.alarm.cancel();
            }
            giveUpTicket();
            Attempt attempt = running;
            running = null;
            if (attempt != null && attempt.giveUp()) {
                givenUpBy(attempt, bug);
            }
        } catch (Throwable again) {
            env().faults().report("The driver", again);
        }
        result = null;
        thrown = bug;
        try {
            settleAll(env().judge(null, bug));
        } catch (Throwable again) {
            env().faults().report("The driver", again);
        } finally {
            env().background().inFlight().leave(entry, this);
            count(null, bug);
            endExceptionally(bug);
        }
    }

    /** How it ended, for the thread that was parked until it did. */
    <X extends Exception> @Nullable Object outcome() throws X {
        if (thrown != null) {
            if (extras != null && !extras.trace.isEmpty()) {
                return Escaped.repeated(thrown, extras.trace);
            }
            throw Escaped.<X>unchecked(thrown);
        }
        return result;
    }

    @Override
    public InFlight describe(long since, long now) {
        Extras seen = extras; // all of it is racy: a picture for people
        boolean waits = seen != null && seen.ticket != null;
        int position = at;
        String where = waits && position < route.size() ? route.policy(position).name() : "";
        InFlight.State state =
                waits ? InFlight.State.WAITING : running != null ? InFlight.State.RUNNING : InFlight.State.BACKING_OFF;
        return describe(state, where, number(), since, now);
    }

    @Override
    InFlight describe(InFlight.State state, String where, int attempt, long since, long now) {
        Optional<Duration> remaining = deadline == Deadline.NONE
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Deadline.remaining(deadline, now)));
        return new InFlight(
                env().operation(), state, where, attempt, Duration.ofNanos(Math.max(now - since, 0)), remaining);
    }
}
