package io.holdfast.testkit;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The ways to make one and the same call. A {@link Scenario} is played in each of them and must end the same way. */
public enum CallMode {
    /** {@code call}, on the caller's own thread. */
    CALL,
    /** {@code tryCall}, its outcome opened again. Calls that have no such form are made as {@link #CALL}. */
    TRY_CALL,
    /** Work that was decorated beforehand. Calls that have no such form are made as {@link #CALL}. */
    DECORATED,
    /** {@code call}, the whole scenario on a virtual thread. Needs JDK 21. */
    VIRTUAL_THREAD,
    /** {@code call} on a pipeline that runs the work on an executor, while the caller is parked. */
    EXECUTOR,
    /** {@code callAsync}; work that takes no time returns a stage that is complete already. */
    ASYNC_DONE,
    /** {@code callAsync}; every stage completes later, on another thread, and if it takes no time, in the same instant. */
    ASYNC_LATE,
    /** A starter that was decorated beforehand; work that fails at once throws instead of returning a stage. */
    ASYNC_DECORATED;

    private static final int VIRTUAL_THREADS_SINCE = 21;

    /** The modes in which the call blocks its caller. */
    public static final Set<CallMode> BLOCKING = Collections.unmodifiableSet(EnumSet.range(CALL, EXECUTOR));

    /** The modes in which the call answers with a future. */
    public static final Set<CallMode> FUTURES =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.copyOf(BLOCKING)));

    /** The modes in which the work runs on its caller's own thread, which a limit has to interrupt. */
    public static final Set<CallMode> OWN_THREAD = Collections.unmodifiableSet(EnumSet.range(CALL, VIRTUAL_THREAD));

    /**
     * Whether this platform can do it.
     *
     * @return false for virtual threads before JDK 21
     */
    public boolean available() {
        return this != VIRTUAL_THREAD || Runtime.version().feature() >= VIRTUAL_THREADS_SINCE;
    }

    boolean async() {
        return FUTURES.contains(this);
    }
}
