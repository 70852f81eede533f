package io.holdfast.spi;

import java.util.concurrent.atomic.LongAdder;

/** How many calls a gate let wait, and how long altogether: a wait counts when it ends. Nanoseconds. */
final class WaitTimes {
    private final LongAdder waits = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(long waited) {
        waits.increment();
        nanos.add(Math.max(0, waited)); // the clock may have gone back meanwhile
    }

    long waits() {
        return waits.sum();
    }

    long nanos() {
        return nanos.sum();
    }
}
