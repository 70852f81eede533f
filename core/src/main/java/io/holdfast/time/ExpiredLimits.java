package io.holdfast.time;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Whether a thread may have limits that have been fired and not been disarmed, by the hash of the thread: so that the end of
 * one expired limit need not look at every slot for another one around it. May say yes for another thread's; never says no
 * when there is one.
 *
 * <p><b>Ordering.</b> Counted before the interrupt is sent, so whoever has seen the interrupt sees the count.
 */
class ExpiredLimits {
    private static final int CELLS = 4096;

    private final AtomicIntegerArray fired = new AtomicIntegerArray(CELLS);

    private static int cell(Thread owner) {
        return WatchdogSlots.hash(owner) & CELLS - 1;
    }

    void count(Thread owner, int by) {
        fired.addAndGet(cell(owner), by);
    }

    boolean any(Thread owner) {
        return fired.get(cell(owner)) > 0;
    }
}
