package io.holdfast.spi;

import io.holdfast.time.TimeSource;

/**
 * Decides, after an attempt that was no success, whether and when the inside of the chain runs again. It is not asked about
 * a success, so a first-try success costs it nothing.
 *
 * <p><b>Contract.</b> Neither method blocks, parks, throws or runs user code. A {@link Error} is never shown to a loop, nor
 * is an attempt that was cancelled or interrupted.
 */
public abstract non-sealed class Loop extends Policy {
    /** Answer of {@link #next}: no further attempt. */
    public static final long STOP = -1;

    /**
     * For subclasses.
     *
     * @param name what it is called
     * @param time where it gets its time from
     */
    protected Loop(String name, TimeSource time) {
        super(name, time);
    }

    /**
     * Whether {@link #next} is asked about refusals by gates further in, too. A loop that lets them be says so here, because
     * then a refusal of the first attempt costs nothing but itself. A refusal of a later attempt ends the call: such a loop is
     * told of it by {@link #next}, and what it answers does not count.
     *
     * @return true by default; changes only when the loop is reconfigured
     */
    public boolean asksAboutRefusals() {
        return true;
    }

    /**
     * Whether the loop wants to know when a call began; see {@link Attempts#began}. Costs a reading of the clock per call,
     * unless a gate or a limit of the chain needs it anyway.
     *
     * @return false by default; the same at every call
     */
    public boolean startClock() {
        return false;
    }

    /** A call begins; a budget may be fed here. By default does nothing. */
    public void begin() {}

    /**
     * Asked after an attempt that was no success.
     *
     * @param attempts what has happened in this call so far
     * @return {@link #STOP}, or how many nanoseconds to wait before the next attempt. A wait that does not fit the deadline
     *     is not begun: the last failure surfaces at once
     */
    public abstract long next(Attempts attempts);
}
