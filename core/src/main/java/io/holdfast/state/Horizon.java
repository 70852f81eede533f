package io.holdfast.state;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The longest wait, debt or block that was put into a word on purpose: what lies further ahead comes from a broken clock.
 *
 * <p><b>Ordering.</b> It is raised before the word is; so whoever reads it after the word sees all that the word holds.
 */
final class Horizon {
    private final AtomicLong known = new AtomicLong();

    void expect(long nanos) {
        if (nanos > known.get()) {
            known.accumulateAndGet(nanos, Math::max);
        }
    }

    long nanos() {
        return known.get();
    }
}
