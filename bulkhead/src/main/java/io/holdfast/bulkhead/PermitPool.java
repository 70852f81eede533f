package io.holdfast.bulkhead;

import io.holdfast.spi.Ticket;
import io.holdfast.state.HotLong;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Permits and the first-in-first-out queue in front of them.
 *
 * <p><b>Layout.</b> {@code word = waiters:32 | available:32}. A waiter is counted from the CAS that decides that it may wait
 * until it is polled or removed, by whoever does that.
 *
 * <p><b>Invariants.</b> P1: available + held = permits, counting a granted ticket as held. P2: a ticket is granted at most
 * once, and a grant that it refuses stays here. P3: nobody barges: the fast path takes no permit while somebody waits. P4: no
 * wake-up is lost: a permit made visible is followed by a look at the waiters, a waiter made visible by a look at the
 * permits, both by volatile accesses of the one word. P5: no more than {@code maxWaiting} are counted. P6: a waiter that
 * leaves is removed at once, so time-outs do not pile up behind a stuck holder.
 *
 * <p><b>Progress.</b> Lock-free. <b>Linearisation.</b> The CAS or addition on the word.
 */
final class PermitPool {
    private static final int WAITERS_SHIFT = 32;
    private static final long ONE_WAITER = 1L << WAITERS_SHIFT;
    private static final long AVAILABLE_MASK = ONE_WAITER - 1;

    private final HotLong word;
    private final int maxWaiting;
    private final ConcurrentLinkedQueue<Ticket> queue = new ConcurrentLinkedQueue<>();

    PermitPool(int permits, int maxWaiting) {
        this.word = new HotLong(permits);
        this.maxWaiting = maxWaiting;
    }

    private static int waiters(long word) {
        return (int) (word >>> WAITERS_SHIFT);
    }

    private static int available(long word) {
        return (int) (word & AVAILABLE_MASK);
    }

    /** Takes a permit unless all are taken or somebody waits. */
    boolean tryAcquire() {
        while (true) {
            long seen = word.getAcquire();
            if (waiters(seen) != 0 || available(seen) == 0) {
                return false;
            }
            if (word.compareAndSet(seen, seen - 1)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    /** Takes in a waiter; false when as many wait as may. */
    boolean enqueue(Ticket ticket) {
        long seen;
        do {
            seen = word.get();
            if (waiters(seen) >= maxWaiting) {
                return false;
            }
        } while (!word.compareAndSet(seen, seen + ONE_WAITER));
        try {
            queue.add(ticket);
        } catch (Throwable noMemory) {
            word.getAndAdd(-ONE_WAITER);
            throw noMemory;
        }
        drain();
        return true;
    }

    /** Gives a permit back. */
    void release() {
        if (waiters(word.getAndAdd(1)) != 0) {
            drain();
        }
    }

    /** A waiter has left. When it is no longer in the queue, whoever polled it has uncounted it. */
    void left(Ticket ticket) {
        if (queue.remove(ticket)) {
            word.getAndAdd(-ONE_WAITER);
        }
    }

    /** Hands permits to waiters, as long as there are both. */
    private void drain() {
        while (true) {
            long seen = word.get();
            if (waiters(seen) == 0 || available(seen) == 0) {
                return;
            }
            if (!word.compareAndSet(seen, seen - 1)) {
                Thread.onSpinWait();
                continue;
            }
            Ticket first = queue.poll();
            if (first == null) {
                word.getAndAdd(1); // counted but not linked yet: it looks for permits itself once it is
                if (queue.isEmpty()) {
                    return;
                }
                continue; // linked between our look and our giving back
            }
            word.getAndAdd(-ONE_WAITER);
            if (!first.grant(0)) {
                word.getAndAdd(1);
            }
        }
    }

    int available() {
        return available(word.get());
    }

    int waiting() {
        return waiters(word.get());
    }
}
