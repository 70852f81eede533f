package io.holdfast.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Picks one of many like events per period, and counts the others.
 *
 * <p><b>Invariant.</b> The counts that were told, and what was not told yet, add up to what has happened. Lock-free: the
 * winner of one CAS per period tells.
 */
final class OncePerPeriod {
    private final long periodNanos;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicReference<@Nullable Long> lastTold = new AtomicReference<>();

    OncePerPeriod(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /**
     * It has happened once more.
     *
     * @return how often since it was told last, when it is to be told now; else 0
     */
    long happened(long now) {
        untold.incrementAndGet();
        Long last = lastTold.get();
        boolean due = last == null || now - last >= periodNanos || now - last < 0; // a clock that jumped back
        return due && lastTold.compareAndSet(last, now) ? untold.getAndSet(0) : 0;
    }
}
