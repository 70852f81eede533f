package io.holdfast.circuitbreaker;

import io.holdfast.state.HotLong;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts the bad ones among the last calls. Instead of a ring of outcomes it keeps a number for the next call, and the numbers
 * of the bad calls: those that lie further back than the size no longer count. So a good call is one fetch-and-add, whatever
 * the size, and exact at size 1.
 *
 * <p><b>Guarantees.</b> Lock-free; a good call is wait-free.
 *
 * <p><b>Ordering.</b> A bad call takes its number, puts it into the immutable array by CAS, and then reads both words, all
 * volatile: of several that do so, the one whose CAS is last sees all. A call that has a number and is not yet in the array
 * counts as good for a moment; it looks itself, later.
 *
 * <p><b>Invariants.</b> W1: without additions under way, bad = the bad calls among the last {@code size}. The array holds at
 * most {@code size} numbers.
 *
 * <p><b>Limits.</b> 2^63 calls; a state of the breaker does not live that long.
 */
final class CallWindow {
    private static final long[] NONE = {};

    private final int size;
    private final HotLong next;
    private final AtomicReference<long[]> bad;

    /** An empty window. */
    CallWindow(int size) {
        this(size, 0, NONE);
    }

    /** A window in which so many calls were good; for tests that start near the end of a type. */
    CallWindow(int size, long made, long[] bad) {
        this.size = size;
        this.next = new HotLong(made);
        this.bad = new AtomicReference<>(bad);
    }

    void addGood() {
        next.getAndAdd(1);
    }

    void addBad() {
        long number = next.getAndAdd(1);
        while (true) {
            long[] seen = bad.get();
            if (bad.compareAndSet(seen, with(seen, number, next.get()))) {
                return;
            }
        }
    }

    /** How many calls it knows: at most its size. */
    int calls() {
        return (int) Math.min(next.get(), size);
    }

    /** How many of them were bad. */
    int bad() {
        long[] numbers = bad.get();
        return countSince(numbers, next.get() - size);
    }

    /** A window of another size that knows what this one knows. */
    CallWindow resized(int other) {
        if (other == size) {
            return this;
        }
        long[] numbers = bad.get();
        long made = next.get();
        long forgotten = made - Math.min(made, size);
        long[] moved = Arrays.stream(numbers)
                .filter(number -> number >= forgotten && number < made)
                .map(number -> number - forgotten)
                .toArray();
        return new CallWindow(other, made - forgotten, moved);
    }

    private long[] with(long[] seen, long number, long made) {
        long oldest = made - size;
        long[] kept = new long[countSince(seen, oldest) + 1];
        int count = 0;
        for (long each : seen) {
            if (each >= oldest) {
                kept[count++] = each;
            }
        }
        kept[count] = number; // perhaps too old by now: then the next one drops it
        return kept;
    }

    private static int countSince(long[] numbers, long oldest) {
        int count = 0;
        for (long each : numbers) {
            count += each >= oldest ? 1 : 0;
        }
        return count;
    }
}
