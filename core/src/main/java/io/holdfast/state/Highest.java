package io.holdfast.state;

import java.util.concurrent.atomic.AtomicLong;

/** A number that only grows. <b>Progress.</b> Lock-free. <b>Ordering.</b> Volatile. */
final class Highest {
    private final AtomicLong known;

    Highest(long first) {
        this.known = new AtomicLong(first);
    }

    void raise(long to) {
        if (to > known.get()) {
            known.accumulateAndGet(to, Math::max);
        }
    }

    long get() {
        return known.get();
    }
}
