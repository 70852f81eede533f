package io.holdfast.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Numbers that nobody uses, as a lock-free stack: taken and given back by one CAS, nothing allocated but when more are in
 * use than ever before.
 *
 * <p><b>Layout.</b> {@code top = changes:32 | place + 1}; 0 in the lower half is an empty stack. {@code next[place]} is the
 * place below, plus 1. <b>ABA</b>: a place may be taken and given back while another thread holds an old top; the count of
 * changes makes its CAS fail.
 */
final class FreePlaces {
    static final int CHUNK = 64;
    private static final long PLACE = 0xFFFF_FFFFL;

    private final AtomicLong top = new AtomicLong();
    private final AtomicReference<AtomicIntegerArray[]> next = new AtomicReference<>(new AtomicIntegerArray[0]);

    /** How many places there are, taken or not. */
    int size() {
        return next.get().length * CHUNK;
    }

    /** Takes a place; -1 when there is none. */
    int take() {
        while (true) {
            long seen = top.get();
            int place = (int) (seen & PLACE) - 1;
            if (place < 0) {
                return -1;
            }
            int below = next.get()[place / CHUNK].get(place % CHUNK);
            if (top.compareAndSet(seen, changed(seen) | below)) {
                return place;
            }
        }
    }

    void giveBack(int place) {
        AtomicIntegerArray chunk = next.get()[place / CHUNK];
        while (true) {
            long seen = top.get();
            chunk.set(place % CHUNK, (int) (seen & PLACE));
            if (top.compareAndSet(seen, changed(seen) | (place + 1))) {
                return;
            }
        }
    }

    /** Makes a chunk more, unless somebody else has done so since there were {@code size}. */
    void grow(int size) {
        AtomicIntegerArray[] before = next.get();
        AtomicIntegerArray[] grown = Arrays.copyOf(before, before.length + 1);
        grown[before.length] = new AtomicIntegerArray(CHUNK);
        if (before.length * CHUNK == size && next.compareAndSet(before, grown)) {
            for (int place = size + CHUNK - 1; place >= size; place--) {
                giveBack(place);
            }
        }
    }

    private static long changed(long top) {
        return (top & ~PLACE) + (PLACE + 1);
    }
}
