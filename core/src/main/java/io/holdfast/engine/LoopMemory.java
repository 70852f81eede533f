package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.PastAttempt;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What a driver remembers for a loop from the first attempt that was no success on, and how it asks.
 *
 * <p>What surfaces when the loop stops is the last real failure: a refusal of a later attempt does not replace what the work
 * itself threw before. Belongs to the call.
 */
final class LoopMemory {
    private final Loop loop;
    private final Env env;
    private final List<Gate> inside;
    private final Attempts attempts = new Attempts();
    private @Nullable Exception lastThrown;
    private boolean ran;

    /**
     * No attempt has ended yet.
     *
     * @param inside the gates further in
     */
    LoopMemory(Loop loop, Env env, List<Gate> inside) {
        this.loop = loop;
        this.env = env;
        this.inside = inside;
    }

    /** Notes what is known of the call. */
    LoopMemory of(@Nullable Object subject, long began, @Nullable CallState call) {
        attempts.of(subject, began, barred(subject, call));
        return this;
    }

    private @Nullable String barred(@Nullable Object subject, @Nullable CallState call) {
        if (call != null && call.nested()) {
            return Attempts.NESTED;
        }
        if (env.idempotencyKey() == null) {
            return null;
        }
        try {
            boolean keyed = (call == null ? env.idempotencyKeyOf(subject) : call.idempotencyKey()).isPresent();
            return keyed ? null : "its operation has no idempotency key for it";
        } catch (Throwable broken) {
            env.faults().report("The idempotency key", broken);
            return "its idempotency key cannot be told";
        }
    }

    /** A call enters the loop. */
    static void begin(Loop loop, boolean plain, Env env) {
        try {
            if (plain || loop.mode() == null) {
                loop.begin();
            }
        } catch (Throwable broken) {
            env.faults().report("The loop", broken);
        }
    }

    /** What the last attempt threw that was not refused. */
    @Nullable
    Exception lastThrown() {
        return lastThrown;
    }

    /** Whether the inside has run in any attempt. */
    boolean ran() {
        return ran;
    }

    /** The attempts, bounded. */
    List<PastAttempt> trace() {
        return attempts.trace();
    }

    /** An attempt has ended that did start the work. */
    void started() {
        if (ran) {
            env.counts().furtherAttempt();
        }
        ran = true;
    }

    /** How many attempts were made. */
    int made() {
        return attempts.made();
    }

    /** The instant of the last {@link #next}. */
    long now() {
        return attempts.now();
    }

    /** What an attempt threw, with the number of the attempt where it was not known. */
    @Nullable
    Exception numbered(@Nullable Exception thrown) {
        if (attempts.made() > 0
                && thrown instanceof TimedOutException cut
                && cut.attempt() <= 1
                && cut.pipeline().equals(env.name())) {
            return cut.ofAttempt(attempts.made() + 1);
        }
        return thrown;
    }

    /** An attempt ended otherwise than well: with a result that is a refusal or was judged, or by throwing. */
    void ended(@Nullable Object result, @Nullable Exception thrown) {
        if (thrown instanceof TimedOutException cut && lastThrown != null) {
            carry(cut, lastThrown);
        }
        lastThrown = thrown != null ? thrown : result instanceof Refusal<?> ? lastThrown : null;
    }

    /** A time-out is ours, so it may carry what the dependency said before; but never a chain of time-outs. */
    private static void carry(TimedOutException cut, Exception before) {
        if (!(before instanceof TimedOutException)) {
            cut.addSuppressed(before);
        } else if (before.getSuppressed().length > 0) {
            cut.addSuppressed(before.getSuppressed()[0]);
        }
    }

    /**
     * Asks the loop.
     *
     * @param givenUp whether the caller does not want to go on anyhow
     * @return how long to wait before the next attempt; negative for none, also when the wait does not fit the deadline
     */
    long next(Verdict verdict, @Nullable Object result, @Nullable Exception thrown, long deadline, boolean givenUp) {
        boolean onlyTold = result instanceof Refusal<?> && !loop.asksAboutRefusals();
        if (onlyTold && attempts.made() == 0) {
            return Loop.STOP;
        }
        if (verdict.effect() != Effect.UNUSED) {
            started();
        }
        boolean timed = record(verdict, Escaped.valueOf(result), thrown, deadline);
        if (!timed || givenUp || verdict.kind() == FailureKind.CANCELLED || givenUp(thrown)) {
            return Loop.STOP;
        }
        Control.Mode mode = Control.active() == 0 ? null : loop.mode();
        if (mode == Control.Mode.OFF) {
            return Loop.STOP;
        }
        try {
            attempts.onTrial(mode == Control.Mode.DRY_RUN);
            attempts.needs(leastNanos());
            attempts.shutNanos(shutNanos(attempts.now()));
            long wait = loop.next(attempts);
            boolean goesOn = wait >= 0 && !onlyTold && attempts.fits(wait) && attempts.barred() == null;
            if (mode == Control.Mode.DRY_RUN && goesOn) {
                loop.wouldHave("repeated after " + wait + " ns");
            }
            if (!goesOn && thrown == null && !(result instanceof Refusal<?>)) {
                lastThrown = attempts.ending();
            }
            attempts.waits(wait);
            return goesOn && mode == null ? wait : Loop.STOP;
        } catch (Throwable broken) {
            env.faults().report("The loop", broken);
            return Loop.STOP;
        }
    }

    /** Takes in an attempt; false when nobody knows the time: then nothing is repeated, and what the work threw surfaces. */
    private boolean record(Verdict verdict, @Nullable Object returned, @Nullable Exception thrown, long deadline) {
        long now = attempts.now();
        boolean timed = false;
        try {
            now = env.time().nanos();
            timed = true;
        } catch (Throwable broken) {
            env.faults().report("The time source", broken);
        }
        attempts.record(verdict, returned, thrown, now, deadline);
        return timed;
    }

    /** What the limits inside of the loop want an attempt to have. */
    private long leastNanos() {
        long least = 0;
        List<Policy> policies = env.info().policies();
        for (Policy inside : policies.subList(policies.indexOf(Trial.behind(loop)) + 1, policies.size())) {
            if (inside instanceof Limit limit && (Control.active() == 0 || limit.mode() == null)) {
                least = Math.max(least, limit.minimumNanos());
            }
        }
        return least;
    }

    /** For how long some gate further in refuses every call; an override decides before the gate does. */
    private long shutNanos(long now) {
        boolean plain = Control.active() == 0;
        long longest = 0;
        for (Gate gate : inside) {
            Control.Mode mode = plain ? null : gate.mode();
            long shut = mode == null ? gate.shutNanos(now) : mode == Control.Mode.FORCED_OPEN ? Deadline.NEVER : 0;
            longest = Math.max(longest, shut);
        }
        return longest;
    }

    /** Whatever a classifier makes of it: the caller does not want to go on, or a policy inside the work has said no. */
    private static boolean givenUp(@Nullable Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof CallInterruptedException
                || thrown instanceof CancellationException
                || thrown instanceof RejectedException;
    }
}
