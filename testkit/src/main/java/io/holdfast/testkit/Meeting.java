package io.holdfast.testkit;

import java.util.concurrent.atomic.AtomicInteger;

/** Where threads meet again and again, to go on within the same few nanoseconds. */
final class Meeting {
    private static final int SPINS = 5_000;

    private final int threads;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile boolean over;

    Meeting(int threads) {
        this.threads = threads;
    }

    /** Waits for the others; false when one of them will not come. */
    boolean meet(int round) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < threads * (round + 1) && !over; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // the others may need this very processor
            }
        }
        return !over;
    }

    void end() {
        over = true;
    }
}
