package io.holdfast.spi;

import io.holdfast.call.RejectedException;
import java.time.Duration;

/**
 * The judgement of an attempt, the same for every policy of the chain.
 *
 * <p>Constants cover the usual paths; only push-back allocates.
 *
 * @param effect what the attempt proves
 * @param kind what sort of non-success it was
 * @param pushBackNanos how long the dependency asked us to stay away, in nanoseconds; 0 when it did not say
 */
public record Verdict(Effect effect, FailureKind kind, long pushBackNanos) {
    /** The dependency answered. */
    public static final Verdict SUCCESS = new Verdict(Effect.SUCCESS, FailureKind.NONE, 0);

    /** It failed. */
    public static final Verdict ERROR = new Verdict(Effect.FAILURE, FailureKind.ERROR, 0);

    /** It did not answer in time. */
    public static final Verdict TIMEOUT = new Verdict(Effect.FAILURE, FailureKind.TIMEOUT, 0);

    /** The caller gave up. */
    public static final Verdict CANCELLED = new Verdict(Effect.NEUTRAL, FailureKind.CANCELLED, 0);

    /** Somebody else's policy refused inside the work. */
    public static final Verdict REJECTED = new Verdict(Effect.NEUTRAL, FailureKind.REJECTED, 0);

    /** It ran, and nothing follows from it. */
    public static final Verdict NEUTRAL = new Verdict(Effect.NEUTRAL, FailureKind.NONE, 0);

    /** Admitted and never started. */
    public static final Verdict UNUSED = new Verdict(Effect.UNUSED, FailureKind.REJECTED, 0);

    /**
     * The dependency is overloaded and said for how long to stay away, as by HTTP's {@code Retry-After}.
     *
     * @param pushBack how long; zero when it did not say
     * @return a failure of kind {@link FailureKind#OVERLOADED}
     */
    public static Verdict overloaded(Duration pushBack) {
        return new Verdict(Effect.FAILURE, FailureKind.OVERLOADED, Require.durationOrZero("pushBack", pushBack));
    }

    /** A refusal as a loop sees it: never started, with the time after which it is worth trying again. */
    static Verdict refused(long retryAfterNanos) {
        return retryAfterNanos == 0 ? UNUSED : new Verdict(Effect.UNUSED, FailureKind.REJECTED, retryAfterNanos);
    }

    /** A refusal by a foreign policy, thrown by the work. */
    static Verdict rejectedInside(RejectedException thrown) {
        return thrown.retryAfter()
                .map(wait -> new Verdict(Effect.NEUTRAL, FailureKind.REJECTED, wait.toNanos()))
                .orElse(REJECTED);
    }
}
