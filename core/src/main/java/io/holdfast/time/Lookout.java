package io.holdfast.time;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;

/**
 * Looks at something again and again, for as long as there is something to see: one task on the timer at most, none while
 * there is nothing.
 *
 * <p><b>Ordering.</b> Whoever has something to be looked at writes it first (volatile) and then calls {@link #within}. The look
 * takes the mark away first and then reads. One of the two sees the other, so nothing is overlooked.
 *
 * <p><b>Threads.</b> {@link #within} may be called by any thread. The look runs on the timer's thread, must be short and run no
 * user code; what follows from it runs elsewhere, where the time source sends its interrupts from.
 */
public final class Lookout implements Runnable {
    private final TimeSource time;
    private final LongUnaryOperator look;
    private final Runnable act;
    private final AtomicBoolean set = new AtomicBoolean();

    /**
     * Nobody looks yet.
     *
     * @param time whose clock and timer
     * @param look given the current instant, looks, and says after how many nanoseconds to look again; 0 ends it; less ends it
     *     and calls for action
     * @param act what to do then, off the timer's thread; may use {@link #within} again
     */
    public Lookout(TimeSource time, LongUnaryOperator look, Runnable act) {
        this.time = time;
        this.look = look;
        this.act = act;
    }

    /**
     * Makes sure that somebody looks. Costs one read when somebody will anyway, perhaps later than asked for.
     *
     * @param nanos after how long
     */
    public void within(long nanos) {
        if (!set.get() && set.compareAndSet(false, true)) {
            try {
                time.schedule(nanos, this);
            } catch (Throwable noTimer) {
                set.set(false); // the next one tries again; a gate must not throw for want of a timer
            }
        }
    }

    /** Looks. Called by the timer. */
    @Override
    public void run() {
        set.set(false);
        long next = look.applyAsLong(time.nanos());
        if (next > 0) {
            within(next);
        } else if (next < 0) {
            time.interrupter().execute(act);
        }
    }
}
