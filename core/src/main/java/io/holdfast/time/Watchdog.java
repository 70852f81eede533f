package io.holdfast.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread that is still at work when its time limit expires, at the price of two uncontended atomic updates
 * per call: {@link #arm} before the work, {@link WatchdogSlot#disarm} after it.
 *
 * <p><b>Guarantees.</b> After {@code disarm} has returned, no interrupt of that limit reaches the thread. An interrupt
 * that somebody else sent is still there, but for the one window described at {@link WatchdogSlot}. Arming is lock-free and
 * allocates nothing once the slots have grown to as many limits as are armed at one time; slots are never given back.
 *
 * <p><b>Layout.</b> One {@link WatchdogTable} per power of two of the <em>remaining</em> time, so that all limits in a table
 * are at least as long as the table's span, and a table is looked at once per span. No wake-up and no fence is needed per
 * call: a limit armed after a look is due no earlier than that look plus the span, and the next look is never later.
 *
 * <p><b>Units.</b> Nanoseconds. <b>Limits.</b> An expiry is noticed late by what the timer thread is late, by what the
 * armed thread itself, or the one that has just woken the timer for its table, stalled between reading the clock and
 * arming, and by at most 16 us when the limit is shorter than that and others like it are armed. A limit of more than 100
 * years ends after 100 years.
 */
public final class Watchdog {
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(36_500);
    private static final VarHandle TABLE = MethodHandles.arrayElementVarHandle(WatchdogTable[].class);

    private final TimeSource time;
    private final @Nullable WatchdogTable[] tables = new WatchdogTable[Long.SIZE];
    private final ExpiredLimits expired;

    Watchdog(TimeSource time) {
        this(time, new ExpiredLimits());
    }

    /** For tests that come in between while an interrupt is being sent. */
    Watchdog(TimeSource time, ExpiredLimits expired) {
        this.time = time;
        this.expired = expired;
    }

    /**
     * Arms a limit for the calling thread.
     *
     * @param due when to interrupt, an instant later than {@code now}, not {@link Deadline#NONE}
     * @param now the current instant
     * @return the slot to {@linkplain WatchdogSlot#disarm disarm}, by the same thread, exactly once
     */
    public WatchdogSlot arm(long due, long now) {
        return arm(due, now, Thread.currentThread());
    }

    WatchdogSlot arm(long due, long now, Thread owner) {
        long remaining = Math.min(Math.max(due - now, 1), LONGEST_NANOS);
        int span = Long.SIZE - 1 - Long.numberOfLeadingZeros(remaining);
        WatchdogTable table = (WatchdogTable) TABLE.getAcquire(tables, span);
        return (table != null ? table : open(span)).arm(now + remaining, owner);
    }

    /**
     * How many limits are armed. Counted by looking at every slot, so meant for tests and for people.
     *
     * @return the number of slots in use, exact when nobody arms or disarms
     */
    public int armed() {
        int armed = 0;
        for (int span = 0; span < tables.length; span++) {
            WatchdogTable table = (WatchdogTable) TABLE.getAcquire(tables, span);
            armed += table == null ? 0 : table.armed();
        }
        return armed;
    }

    /**
     * Sends an interrupt from where the limits of this source send theirs: interrupting a thread can close the channel that
     * it is blocked in, and closing can block.
     *
     * @param interrupt what interrupts; must not throw
     */
    public void send(Runnable interrupt) {
        time.interrupter().execute(interrupt);
    }

    ExpiredLimits expired() {
        return expired;
    }

    /** A limit of this thread that has expired and is not disarmed yet, if there is one. */
    @Nullable
    WatchdogSlot expiredOf(Thread thread) {
        if (!expired.any(thread)) {
            return null;
        }
        for (int span = 0; span < tables.length; span++) {
            WatchdogTable table = (WatchdogTable) TABLE.getAcquire(tables, span);
            WatchdogSlot slot = table == null ? null : table.expiredOf(thread);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    private WatchdogTable open(int span) {
        WatchdogTable fresh = new WatchdogTable(time, this, 1L << span);
        WatchdogTable other = (WatchdogTable) TABLE.compareAndExchange(tables, span, (WatchdogTable) null, fresh);
        return other == null ? fresh : other;
    }
}
