package io.holdfast.engine;

import io.holdfast.call.InFlight;
import io.holdfast.call.LimitMode;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way in of an asynchronous call: asks the policies one after the other and starts the work. It waits nowhere: where it
 * would have to, it notes what it waits for and returns null, and the turn ends.
 *
 * <p>All fields belong to whoever has the turn.
 */
abstract class Walk<T extends @Nullable Object> extends SuspendableFuture<T> {
    final Route route;
    private @Nullable Object work;

    @Nullable
    Object subject;

    final long deadline;
    final long[] numbers;

    @Nullable
    Extras extras;

    @Nullable
    Attempt running;

    @Nullable
    Object result;

    @Nullable
    Throwable thrown;

    short at;

    Walk(Route route, Object work, @Nullable Object subject, long deadline, long[] numbers) {
        this.route = route;
        this.work = work;
        this.subject = subject;
        this.deadline = deadline;
        this.numbers = numbers;
    }

    @Override
    final Env env() {
        return route.env();
    }

    /** A line of the dump about this call or abandoned work of it. */
    abstract InFlight describe(InFlight.State state, String where, int attempt, long since, long now);

    /** The end of its work could not be told on the thread on which it came. */
    abstract void rescue(int suspension);

    final Extras extras() {
        Extras have = extras;
        if (have == null) {
            have = new Extras(route.size());
            extras = have;
        }
        return have;
    }

    @Override
    final void completedWith(@Nullable Object value) {
        if (value != null) {
            extras().given = value;
        }
    }

    /** Gets rid of a result of the work that nobody will see. */
    final void discard(@Nullable Object unseen) {
        if (extras == null || extras.given == null || extras.given != Escaped.valueOf(unseen)) {
            route.env().discard(unseen);
        }
    }

    /** Returns the verdict of an attempt that has ended; null when something is awaited. */
    final @Nullable Verdict in(long now) {
        Ticket ticket = extras == null ? null : extras.ticket;
        try {
            if (ticket != null) {
                return waited((Gate) route.policy(at), ticket);
            }
            if (mustEnd()) {
                return notStarted();
            }
            at = (short) route.admit(numbers, at, now, deadline, route.about(subject));
            return asked(now);
        } catch (Throwable broken) {
            return before(broken);
        }
    }

    /** The policy at {@code at} has answered otherwise than with a permit, or there is none further in. */
    final @Nullable Verdict asked(long now) {
        if (at == route.size()) {
            return start(now);
        }
        try {
            Gate gate = (Gate) route.policy(at);
            long answer = route.number(numbers, at);
            route.number(numbers, at, Gate.FREE);
            return answer == Gate.QUEUE ? queue(gate) : refused(refusal(gate, answer));
        } catch (Throwable broken) {
            return before(broken);
        }
    }

    private @Nullable Verdict queue(Gate gate) {
        long now = route.env().time().nanos();
        long due = route.due(numbers, at, deadline);
        if (Deadline.passed(due, now)) {
            return refused(route.env().refuse(RejectionKind.DEADLINE));
        }
        long until = due == Deadline.NONE ? now + Deadline.NEVER : due;
        route.tellOfWait(numbers, at);
        Extras waiting = extras();
        waiting.waits = nextSuspension();
        Ticket ticket = new Ticket(route.about(subject), now, until, () -> wake(waiting.waits));
        waiting.ticket = ticket; // from here on it is given up if something throws
        long answer = gate.enqueue(ticket, now, due);
        if (answer < 0) {
            forgetTicket();
            return refused(refusal(gate, answer));
        }
        return waited(gate, ticket);
    }

    private @Nullable Verdict waited(Gate gate, Ticket ticket) {
        long now = route.env().time().nanos();
        boolean granted = ticket.granted();
        long remaining = (granted ? ticket.readyAt() : ticket.until()) - now;
        if (ticket.refused()) {
            gate.waited(now - ticket.since());
            return noLongerWaits(refusal(gate, ticket.answer()));
        } else if (granted && mustEnd()) {
            Waiting.giveUp(gate, ticket, route.env());
            return noLongerWaits(null);
        } else if (granted && remaining <= 0) {
            forgetTicket();
            route.granted(numbers, at, ticket.answer(), now); // first: there may be no memory left to count with
            gate.waited(now - ticket.since());
            Gate withdrawn = route.withdrawn(numbers, at);
            at++;
            return withdrawn == null ? in(now) : refused(refusal(withdrawn, Refusal.code(RejectionKind.WITHDRAWN, 0)));
        } else if (!granted && (mustEnd() || remaining <= 0)) {
            if (!ticket.leave()) {
                return waited(gate, ticket); // decided at the last moment
            }
            Waiting.left(gate, ticket, route.env());
            gate.waited(now - ticket.since());
            boolean late = Deadline.passed(route.due(numbers, at, deadline), now);
            RejectionKind why = late ? RejectionKind.DEADLINE : RejectionKind.WAIT_TIMED_OUT;
            return noLongerWaits(mustEnd() ? null : refusal(gate, Refusal.code(why, 0)));
        }
        extras().reserved = granted;
        extras().waits = nextSuspension();
        if (remaining < Deadline.NEVER / 2) {
            extras().alarm = new Alarm(this, nextSuspension(), now, now + remaining).set(now);
        }
        return null;
    }

    private Verdict noLongerWaits(@Nullable Refusal<?> refusal) {
        forgetTicket();
        return refusal == null ? notStarted() : refused(refusal);
    }

    /** Whoever has decided the ticket may be about to wake the call: the next suspension gets a number of its own. */
    private void forgetTicket() {
        extras().ticket = null;
        skipSuspension();
    }

    private @Nullable Verdict start(long now) {
        long due = route.due(numbers, at, deadline);
        if (due != Deadline.NONE && due - now <= 0) {
            return refused(route.env().refuse(RejectionKind.DEADLINE));
        }
        int blocked;
        try {
            blocked = route.blockedBy(numbers, deadline);
        } catch (Throwable broken) {
            return before(broken);
        }
        if (blocked != Route.NONE) {
            return refused(route.blocked(blocked));
        }
        if (route.env().background().inFlight().full()) {
            return refused(route.env().refused(RejectionKind.TOO_MANY_ABANDONED));
        }
        CallState context = extras == null ? null : extras.call;
        if (context != null) {
            context.attempt(number());
            context.deadline(due);
        }
        if (due != Deadline.NONE) {
            extras().began = now; // the starter may throw
        }
        Executor workers = route.workers();
        if (workers != null) {
            return detach(workers, new DetachedWork(this, subject, Objects.requireNonNull(work), context), now);
        }
        CompletionStage<?> stage;
        try {
            stage = AsyncStart.stage(route.env(), subject, Objects.requireNonNull(work), context);
        } catch (Throwable failure) {
            return threw(failure);
        }
        return await(stage, now);
    }

    /** The work threw on this thread instead of answering with a stage. */
    final Verdict threw(Throwable failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt(); // the exception becomes a value, so the flag must keep the news
        }
        return returned(null, failure);
    }

    private @Nullable Verdict detach(Executor workers, DetachedWork detached, long now) {
        try {
            workers.execute(detached);
        } catch (Throwable refused) {
            if (detached.withdraw()) {
                return refused instanceof RejectedExecutionException
                        ? refused(route.env().refused(RejectionKind.EXECUTOR_FULL))
                        : before(refused);
            } // else: it threw, and runs the work nevertheless
        }
        return await(detached, now);
    }

    final @Nullable Verdict await(CompletionStage<?> stage, long began) {
        Object there = AsyncStart.valueOf(stage);
        if (there != AsyncStart.NOT_THERE) {
            return returned(there, null);
        }
        int suspension = nextSuspension();
        Attempt attempt = new Attempt(this, number(), suspension, stage);
        try {
            stage.whenComplete(attempt);
        } catch (Throwable broken) {
            attempt.accept(null, broken); // its end may never be told: nothing can wait for it, or be held until then
            attempt.stop();
            return ended(attempt.result(), attempt.thrown());
        }
        long due = route.due(numbers, at, deadline);
        if (due != Deadline.NONE && route.mode() != LimitMode.COOPERATIVE && !attempt.arrived()) {
            try {
                extras().alarm =
                        new Alarm(this, suspension, began, due).set(route.env().nanosOr(began));
            } catch (Throwable noTimer) {
                return attempt.giveUp() ? givenUpBy(attempt, noTimer) : ended(attempt.result(), attempt.thrown());
            }
        }
        running = attempt;
        return null;
    }

    final int number() {
        return extras == null ? 1 : extras.made() + 1;
    }

    /** The work has ended by itself. Judged now is whether it was in time. */
    final Verdict returned(@Nullable Object value, @Nullable Throwable failure) {
        boolean judged = route.judgesTheEnd() || failure instanceof TimedOutException; // it may be due with ours
        long due = judged ? route.due(numbers, at, deadline) : Deadline.NONE;
        if (due == Deadline.NONE || (failure != null && !Late.replaces(failure))) {
            return ended(value, failure);
        }
        long now = route.env().nanosOr(due - 1);
        if (!Deadline.passed(due, now)) {
            return ended(value, failure);
        }
        discard(value);
        result = null;
        thrown = timedOut(due, extras().began, now, number(), null, failure);
        return route.env().judge(null, thrown);
    }

    final Verdict ended(@Nullable Object value, @Nullable Throwable failure) {
        result = failure == null ? Escaped.wrapRefusal(value) : null;
        thrown = failure;
        return failure == null ? route.env().judgeReturned(result) : route.env().judge(null, failure);
    }

    private Refusal<?> refusal(Gate gate, long code) {
        return GateWalk.refused(gate, code, route.keys(), subject, route.env());
    }

    private Verdict refused(Refusal<?> refusal) {
        result = refusal;
        thrown = null;
        return Verdict.UNUSED;
    }

    /** Something was thrown that is not the work's: settles what was taken, passes every loop. */
    final Verdict before(Throwable broken) {
        giveUpTicket();
        at = (short) route.size();
        result = Escaped.thrown(broken);
        thrown = null;
        return Verdict.UNUSED;
    }

    /** Nobody waits with it any more, if there is one. */
    final void giveUpTicket() {
        Ticket ticket = extras == null ? null : extras.ticket;
        if (ticket != null) {
            forgetTicket();
            Waiting.giveUp((Gate) route.policy(at), ticket, route.env());
        }
    }

    private Verdict notStarted() {
        if (!left()) {
            return refused(route.env().refused(RejectionKind.EXECUTOR_FULL));
        }
        result = null;
        thrown = Extras.completedFromOutside(route.env(), extras);
        return Verdict.UNUSED;
    }

    /** The work still runs, and nobody waits for it any more. */
    final Verdict givenUp(Attempt attempt, long began) {
        if (left()) {
            givenUpBy(attempt, Extras.completedFromOutside(route.env(), extras));
            return attempt.neverStarted() ? Verdict.UNUSED : Verdict.CANCELLED;
        }
        long now = route.env().nanosOr(began);
        attempt.stop();
        if (attempt.neverStarted()) {
            return refused(route.env().refuse(RejectionKind.DEADLINE));
        }
        long due = route.due(numbers, at, deadline);
        result = null;
        thrown = timedOut(due, began, now, attempt.number, attempt, null);
        return route.env().judge(null, thrown);
    }

    /** Tells the limit that it has cut work, announces work that goes on, and makes the exception. */
    private TimedOutException timedOut(
            long due, long began, long now, int number, @Nullable Attempt givenUp, @Nullable Throwable cause) {
        int position = route.limitedBy(numbers, at, due, deadline);
        Limit limit = position == Route.NONE ? null : (Limit) route.policy(position);
        long from = limit == null ? began : route.start(numbers, position); // it may limit more than this attempt
        String by = limit == null ? route.env().name() : limit.name();
        if (limit != null) {
            route.cut(limit, due - from, now - from);
        }
        int abandoned = givenUp == null ? 0 : leave(givenUp);
        return new TimedOutException(
                route.env().name(), by, due - from, now - from, number, route.mode(), abandoned, cause);
    }

    final Verdict givenUpBy(Attempt attempt, Throwable cause) {
        attempt.stop();
        result = null;
        thrown = cause;
        leave(attempt);
        return route.env().judge(null, cause);
    }

    /** Announces work that goes on; returns how much there is then, or 0 if this work does not. */
    private int leave(Attempt attempt) {
        if (!attempt.abandoned()) {
            return 0;
        }
        if (route.holds()) {
            extras().abandon(attempt);
        }
        return attempt.announce(route);
    }

    /** Lets go of what only a call needs that is not over. */
    final void forgetWork() {
        work = null;
        subject = null;
        if (extras != null) {
            extras.forgetAll();
        }
    }
}
