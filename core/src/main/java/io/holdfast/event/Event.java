package io.holdfast.event;

/**
 * Something a policy did that somebody may want to know. Policy modules add their own classes; {@link Kind} is one
 * vocabulary for meters and logs, which need not know the classes.
 */
public interface Event {
    /** What sort of thing happened. */
    enum Kind {
        /** A policy changed its state. */
        TRANSITION,
        /** A probe of a policy that stays away was let through, or has ended. */
        PROBE,
        /** A call, or one attempt of it, was refused before it started. */
        REJECTED,
        /** Under a dry run: it would have been refused, retried or cut. */
        WOULD_HAVE,
        /** A failed attempt will be repeated. */
        RETRIED,
        /** A further attempt runs beside one that is still running. */
        HEDGED,
        /** A failed call will not be repeated any more. */
        EXHAUSTED,
        /** Work was cut at its time limit. */
        TIMED_OUT,
        /** Work goes on though nobody waits for it. */
        ABANDONED,
        /** A permit is held for suspiciously long. */
        HELD_LONG,
        /** A caller got a remembered answer, or that of a fallback. */
        DEGRADED,
        /** An operator's override was set, replaced, removed, or expired. */
        CONTROL,
        /** Settings were changed while calls were running. */
        RECONFIGURED
    }

    /**
     * What sort of thing happened.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Whose event it is.
     *
     * @return the policy's name
     */
    String policy();
}
