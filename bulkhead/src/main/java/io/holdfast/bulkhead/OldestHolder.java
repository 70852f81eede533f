package io.holdfast.bulkhead;

import io.holdfast.state.HotLong;
import io.holdfast.time.TimeSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Knows for how long the oldest permit has been held at least, though nobody notes when a permit is taken: the clock costs
 * more than the permit.
 *
 * <pre>
 *   permits taken now are   BLUE ──── turn at t1 ────► RED ──── turn at t2 ────► BLUE ...
 *                           (no red one is held)       (no blue one is held)
 * </pre>
 *
 * <p><b>How.</b> Each permit carries the colour that was given out when it was taken, and the pool's word counts the red ones,
 * in the very CAS that takes the permit. The colour turns only while every holder has the present one; so whoever holds a
 * permit of the other colour has held it since before the latest turn. As long as such a holder is left, the oldest has held
 * its permit for at least the time since then; when none is left, the next look turns again.
 *
 * <p><b>Who looks.</b> Whoever is refused or begins to wait; whoever asks for the view or the meters; who enters a pool that is
 * at least half full; and, where a chain has read the clock anyway, one call a second. Between two turns of a pool that is
 * half full as many calls must enter as half the limit is, so the clock is read at most once per {@code limit / 2} calls.
 *
 * <p><b>Limits.</b> A lower bound: what was taken between two looks counts from the later one. Pools of fewer than {@link
 * #LEAST} permits are not looked at when somebody enters. While a limit is being changed a turn may come too early, which
 * makes the bound lower; only while a limit is being lowered it may, for an instant, be too high.
 *
 * <p><b>Ordering.</b> One thread at a time turns; {@code version} is odd meanwhile, and a reader that saw it change reads again.
 * {@code lookFrom} and {@code nextLook} are racy: they decide when to look, not what is seen.
 */
final class OldestHolder {
    /** The answer while nothing is known of anybody. */
    static final long UNKNOWN = -1;

    private static final int LEAST = 4;
    private static final int TRIES = 100;
    private static final int NEVER = Integer.MIN_VALUE;
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final HotLong word;
    private final TimeSource time;
    private final AtomicInteger version = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long turnedAt;
    private int lookFrom;
    private long nextLook;

    OldestHolder(HotLong word, TimeSource time, int permits) {
        this.word = word;
        this.time = time;
        this.nextLook = time.nanos() + LOOK_NANOS;
        limit(permits);
    }

    void limit(int permits) {
        lookFrom = permits < LEAST ? NEVER : permits - Math.max(LEAST, (permits + 1) / 2) + 1;
    }

    /** Whether somebody who enters should look; {@code free} is what was free before. */
    boolean due(int free, long now) {
        return free <= lookFrom || (now != 0 && now - nextLook >= 0);
    }

    /** Turns the colour if every holder has the present one. */
    void look(long now, int permits) {
        if (now != 0) {
            nextLook = now + LOOK_NANOS;
        }
        int even = version.get();
        if ((even & 1) == 0 && everyHolderIsNew(word.get(), permits) && version.compareAndSet(even, even + 1)) {
            try {
                turn(permits);
            } finally {
                version.set(even + 2);
            }
        }
    }

    private static boolean everyHolderIsNew(long seen, int permits) {
        return PermitWord.old(seen, permits) == 0 && PermitWord.free(seen) != permits && !PermitWord.sealed(seen);
    }

    private void turn(int permits) {
        long at = time.nanos();
        long seen;
        do {
            seen = word.get();
            if (!everyHolderIsNew(seen, permits)) {
                return;
            }
        } while (!word.compareAndSet(seen, seen ^ PermitWord.COLOUR));
        turnedAt = at;
        told.set(false);
    }

    /** For how long the oldest permit has been held at least, in nanoseconds, or {@link #UNKNOWN}. */
    long heldNanos(int permits) {
        for (int i = 0; i < TRIES; i++) {
            int before = version.get();
            boolean anyOld = PermitWord.old(word.get(), permits) > 0;
            long since = turnedAt;
            if ((before & 1) == 0 && version.get() == before) {
                return anyOld ? Math.max(0, time.nanos() - since) : UNKNOWN;
            }
            Thread.onSpinWait();
        }
        return UNKNOWN;
    }

    /** True for one caller per turn of the colour. */
    boolean tellOnce() {
        return !told.get() && told.compareAndSet(false, true);
    }
}
