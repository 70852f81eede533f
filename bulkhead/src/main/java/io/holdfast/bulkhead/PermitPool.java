package io.holdfast.bulkhead;

import static io.holdfast.bulkhead.PermitWord.ONE_WAITER;

import io.holdfast.spi.Ticket;
import io.holdfast.state.HotLong;
import io.holdfast.time.TimeSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Permits and the first-in-first-out queue in front of them.
 *
 * <pre>
 *                    ┌──────── free, nobody waits: one CAS ────────┐
 *   newcomer ────────┤                                             ▼
 *                    └─ counted ─► linked ─► polled, granted ─► holder ─► one addition: free again,
 *                                    │                                    and a look at the queue
 *                                    └─ has left: uncounted, swept later
 * </pre>
 *
 * <p><b>Layout.</b> {@link PermitWord}. A waiter is counted from the CAS that decides that it may wait, until it is granted
 * (uncounted by whoever grants) or has left (uncounted by {@link #left}).
 *
 * <p><b>Invariants.</b> P1: free + held = permits, a granted ticket counting as held. P2: a ticket is granted at most once;
 * a grant that it refuses stays here. P3: nobody barges: the fast path takes no permit while somebody waits. P4: no wake-up is
 * lost: a permit made visible is followed by a look at the waiters, a waiter made visible by a look at the permits, all by
 * volatile accesses of the one word. P5: no more are counted than may wait. P6: of those that have left, no more stay
 * linked than wait, plus {@link #FEW}. P7: a lowered limit takes no permit away: {@code free} goes below zero and rises as
 * permits come back.
 *
 * <p><b>Progress.</b> Lock-free. <b>Linearisation.</b> The CAS or addition on the word, also of a change of the limit: whoever
 * enters after it enters under the new one. <b>Ordering.</b> The fast path reads with acquire, because its CAS decides;
 * everything else is volatile.
 */
final class PermitPool {
    /** No permit now. */
    static final long NONE = -1;

    private static final int FEW = 64;

    private record Waiter(Ticket ticket, int position) {}

    private final HotLong word;
    private final long tag;
    private final TimeSource time;
    private final ConcurrentLinkedQueue<Waiter> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger gone = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final OldestHolder oldest;
    private final Pace pace = new Pace();
    private volatile int permits;

    /**
     * A pool.
     *
     * @param tag an even number that every permit of this pool carries
     */
    PermitPool(int permits, long tag, TimeSource time) {
        this.word = new HotLong(PermitWord.initial(permits));
        this.permits = permits;
        this.tag = tag;
        this.time = time;
        this.oldest = new OldestHolder(word, time, permits);
    }

    /** Takes a permit unless all are taken or somebody waits; {@code now} is 0 where nobody has read the clock. */
    long tryAcquire(long now) {
        while (true) {
            long seen = word.getAcquire();
            if (!PermitWord.open(seen)) {
                return NONE;
            }
            long colour = PermitWord.colour(seen);
            if (word.compareAndSet(seen, seen + PermitWord.taken(colour))) {
                try {
                    if (oldest.due(PermitWord.free(seen), now)) {
                        oldest.look(now, permits);
                    }
                } catch (Throwable clockOrStack) {
                    // the permit is taken and must reach its holder: only the age is less exact
                }
                return tag | colour;
            }
            Thread.onSpinWait();
        }
    }

    /** Gives a permit back. */
    void release(long permit) {
        if (PermitWord.waiters(word.getAndAdd(-PermitWord.taken(permit & 1))) != 0) {
            drain();
        }
    }

    /** Takes in a waiter; returns false when as many wait as may, or when the pool is sealed. */
    boolean enqueue(Ticket ticket, int maxWaiting) {
        long seen;
        do {
            seen = word.get();
            if (PermitWord.waiters(seen) >= maxWaiting || PermitWord.sealed(seen)) {
                return false;
            }
        } while (!word.compareAndSet(seen, seen + ONE_WAITER));
        try {
            queue.add(new Waiter(ticket, PermitWord.waiters(seen) + 1));
        } catch (Throwable noMemory) {
            if (ticket.leave()) { // so nobody else uncounts it
                word.getAndAdd(-ONE_WAITER);
            }
            throw noMemory;
        }
        drain();
        return true;
    }

    /** A waiter has left. Its node goes with the next sweep, or when its turn comes: each leaving pays for one node. */
    void left() {
        long before = word.getAndAdd(-ONE_WAITER);
        if (gone.incrementAndGet() > FEW + PermitWord.waiters(before)) {
            gone.set(0);
            queue.removeIf(waiter -> waiter.ticket.gone());
        }
    }

    /** Hands permits to waiters, as long as there are both. */
    private void drain() {
        while (true) {
            long seen = word.get();
            if (PermitWord.waiters(seen) == 0 || PermitWord.free(seen) <= 0) {
                return;
            }
            long colour = PermitWord.colour(seen);
            if (!word.compareAndSet(seen, seen + PermitWord.taken(colour))) {
                Thread.onSpinWait();
                continue;
            }
            Waiter first = queue.poll();
            if (first == null) {
                word.getAndAdd(
                        -PermitWord.taken(colour)); // counted but not linked yet: it looks for permits once it is
                if (queue.isEmpty()) {
                    return;
                }
            } else if (first.ticket.grant(tag | colour)) {
                word.getAndAdd(-ONE_WAITER);
                pace.served(first.ticket, first.position, time);
            } else {
                word.getAndAdd(-PermitWord.taken(colour)); // it has left
            }
        }
    }

    /**
     * Puts another limit in force, without waiting for anybody. When two threads do so at once, one of them applies both.
     *
     * @param wanted the limit as it is now; read after the last change
     */
    void resize(IntSupplier wanted) {
        if (changes.getAndIncrement() != 0) {
            return; // whoever is at it looks once more
        }
        shiftUntilNobodyAsks(wanted);
    }

    private void shiftUntilNobodyAsks(IntSupplier wanted) {
        int seen = 1;
        do {
            shift(wanted.getAsInt());
        } while ((seen = changes.addAndGet(-seen)) != 0);
        drain();
    }

    private void shift(int next) {
        long seen;
        do {
            seen = word.get();
            if (PermitWord.sealed(seen)) {
                return;
            }
        } while (!word.compareAndSet(seen, seen + next - permits));
        permits = next;
        oldest.limit(next);
    }

    /**
     * Gives the pool up if nobody holds a permit and nobody waits: nobody ever gets one from it again. Not while the limit is
     * being changed: against half a change, a permit that is held could look like one that is free.
     */
    boolean seal(IntSupplier wanted) {
        if (!PermitWord.idle(word.get(), permits) || !changes.compareAndSet(0, 1)) {
            return false;
        }
        long seen = word.get();
        boolean sealed = PermitWord.idle(seen, permits) && word.compareAndSet(seen, PermitWord.SEALED);
        if (changes.addAndGet(-1) != 0) {
            shiftUntilNobodyAsks(wanted); // who came meanwhile relied on that
        }
        return sealed;
    }

    boolean sealed() {
        return PermitWord.sealed(word.get());
    }

    long word() {
        return word.get();
    }

    OldestHolder oldest() {
        return oldest;
    }

    Pace pace() {
        return pace;
    }

    long tag() {
        return tag;
    }

    int permits() {
        return permits;
    }

    /** Below zero while more are held than a lowered limit allows. */
    int free() {
        return PermitWord.free(word.get());
    }

    int waiting() {
        return PermitWord.waiters(word.get());
    }
}
