package io.holdfast.spi;

import io.holdfast.call.PastAttempt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call, bounded: the first, and the last {@value #LAST}. Belongs to the call.
 *
 * <p><b>Layout.</b> {@code last[(number - 2) % LAST]}: a ring that exists from the second attempt on.
 */
final class Trace {
    private static final int LAST = PastAttempt.MOST - 1;

    private @Nullable PastAttempt first;
    private PastAttempt @Nullable [] last;
    private int count;
    private long firstEnded;

    void add(String how, @Nullable Throwable thrown, long now, long waitedNanos) {
        count++;
        if (count == 1) {
            firstEnded = now;
            first = new PastAttempt(1, how, thrown, 0, 0);
            return;
        }
        PastAttempt[] ring = last == null ? new PastAttempt[LAST] : last;
        last = ring;
        ring[slot(count)] = new PastAttempt(count, how, thrown, now - firstEnded, waitedNanos);
    }

    List<PastAttempt> list() {
        List<PastAttempt> all = new ArrayList<>(PastAttempt.MOST);
        if (first != null) {
            all.add(first);
        }
        if (last != null) {
            for (int number = Math.max(2, count - LAST + 1); number <= count; number++) {
                all.add(last[slot(number)]);
            }
        }
        return List.copyOf(all);
    }

    private static int slot(int number) {
        return (number - 2) % LAST;
    }
}
