package io.holdfast.time;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Looks at something again and again, for as long as there is something to see: one task on the timer at most, none while
 * there is nothing.
 *
 * <p><b>Ordering.</b> Whoever has something to be looked at writes it first (volatile) and then calls {@link #within}. The look
 * takes itself away first and then reads. One of the two sees the other, so nothing is overlooked.
 *
 * <p><b>Threads.</b> {@link #within} and {@link #anew} may be called by any thread. The look runs on the timer's thread, must be
 * short and run no user code; what follows from it runs elsewhere, where the time source sends its interrupts from.
 */
public final class Lookout {
    /** One that is to come. Looks only if it has not been replaced. */
    private final class Look implements Runnable {
        private volatile @Nullable ScheduledTask task;

        @Override
        public void run() {
            if (pending.compareAndSet(this, null)) {
                look();
            }
        }

        void schedule(long nanos) {
            try {
                task = time.schedule(nanos, this);
            } catch (Throwable noTimer) {
                pending.compareAndSet(
                        this, null); // the next one tries again; a gate must not throw for want of a timer
            }
            if (pending.get() != this) {
                cancel(); // replaced before it had a task
            }
        }

        void cancel() {
            ScheduledTask known = task;
            if (known != null) {
                known.cancel();
            }
        }
    }

    private final TimeSource time;
    private final LongUnaryOperator look;
    private final Runnable act;
    private final AtomicReference<@Nullable Look> pending = new AtomicReference<>();

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
        if (pending.get() == null) {
            Look fresh = new Look();
            if (pending.compareAndSet(null, fresh)) {
                fresh.schedule(nanos);
            }
        }
    }

    /**
     * Looks after so long, instead of when somebody would have looked anyway. For when what is looked for has changed.
     *
     * @param nanos after how long
     */
    public void anew(long nanos) {
        Look fresh = new Look();
        Look before = pending.getAndSet(fresh);
        if (before != null) {
            before.cancel();
        }
        fresh.schedule(nanos);
    }

    private void look() {
        long next = look.applyAsLong(time.nanos());
        if (next > 0) {
            within(next);
        } else if (next < 0) {
            time.interrupter().execute(act);
        }
    }
}
