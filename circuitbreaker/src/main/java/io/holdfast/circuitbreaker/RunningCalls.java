package io.holdfast.circuitbreaker;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When each call that is running began, so that one that never returns can be seen to be slow. Exists only where slow calls
 * are counted.
 *
 * <pre>
 *   FREE ── begin ──► the instant of the beginning ── end ──► FREE
 *                       │          ▲
 *                     waits     resumes            (a gate further in lets the call wait: that is not its time)
 *                       ▼          │
 *                      WAITING ────┘
 * </pre>
 *
 * <p><b>Guarantees.</b> Lock-free. To begin is one CAS on a slot found from the instant, so that two threads rarely meet;
 * to end is one ordered write. A slot has one owner, who alone writes it until it is free again.
 *
 * <p><b>Ordering.</b> The CAS is volatile and comes before the caller looks whether somebody is on the lookout; see there. The
 * other writes are ordered (release): a reader may see them late, and then takes a call for running for a moment longer.
 *
 * <p><b>Limits.</b> Up to 8,128 calls at one time, and 2,032 that began at the same nanosecond; a call beyond that is seen when it ends. Slots grow with the calls that run at
 * one time and are given back when the state of the breaker changes.
 */
final class RunningCalls {
    /** No slot: the call is not watched. */
    static final int NONE = 0;

    /** How many bits a slot's number takes. */
    static final int SLOT_BITS = 13;

    private static final long FREE = 0;
    private static final long WAITING = 1;
    private static final int FIRST = 64;
    private static final int MOST_CHUNKS = 7;

    /** Which part of a chunk is looked through for a free slot. */
    private static final int PART = 4;

    /** Instants are kept counted from here, so that the two words are instants that hardly occur. */
    private static final long ORIGIN = 0x5DEE_CE66_D123_4567L;

    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    private final AtomicReference<AtomicLongArray[]> chunks =
            new AtomicReference<>(new AtomicLongArray[] {new AtomicLongArray(FIRST)});

    /** A call begins; returns its slot, or {@link #NONE}. */
    int begin(long now) {
        long start = word(now);
        int scattered = (int) ((now * SCATTER) >>> Integer.SIZE);
        AtomicLongArray[] seen = chunks.get();
        while (true) {
            for (int c = 0, base = 1; c < seen.length; base += seen[c].length(), c++) {
                AtomicLongArray chunk = seen[c];
                int mask = chunk.length() - 1;
                for (int i = 0; i < chunk.length() / PART; i++) {
                    int at = (scattered + i) & mask;
                    if (chunk.get(at) == FREE && chunk.compareAndSet(at, FREE, start)) {
                        return base + at;
                    }
                }
            }
            if (seen.length == MOST_CHUNKS) {
                return NONE;
            }
            AtomicLongArray[] grown = Arrays.copyOf(seen, seen.length + 1);
            grown[seen.length] = new AtomicLongArray(FIRST << seen.length);
            seen = chunks.compareAndSet(seen, grown) ? grown : chunks.get();
        }
    }

    /** When a call began; {@code now} for one that is not watched. */
    long began(int slot, long now) {
        int at = slot - 1;
        for (AtomicLongArray chunk : chunks.get()) {
            if (at < 0) {
                return now;
            }
            if (at < chunk.length()) {
                return chunk.get(at) + ORIGIN;
            }
            at -= chunk.length();
        }
        return now;
    }

    void end(int slot) {
        write(slot, FREE);
    }

    void waits(int slot) {
        write(slot, WAITING);
    }

    void resumes(int slot, long now) {
        write(slot, word(now));
    }

    /** How many have been running for so long. */
    int overdue(long now, long slowNanos) {
        int overdue = 0;
        for (AtomicLongArray chunk : chunks.get()) {
            for (int i = 0; i < chunk.length(); i++) {
                long start = chunk.get(i);
                overdue += start != FREE && start != WAITING && now - ORIGIN - start >= slowNanos ? 1 : 0;
            }
        }
        return overdue;
    }

    /**
     * After how long another one will have been running for so long: 0 when none is running; where all are overdue already or
     * wait, as long as that takes for one that begins now.
     */
    long untilOverdue(long now, long slowNanos) {
        boolean any = false;
        long soonest = slowNanos;
        for (AtomicLongArray chunk : chunks.get()) {
            for (int i = 0; i < chunk.length(); i++) {
                long start = chunk.get(i);
                any |= start != FREE;
                long left = start + ORIGIN + slowNanos - now;
                if (start != FREE && start != WAITING && left > 0 && left < soonest) {
                    soonest = left;
                }
            }
        }
        return any ? soonest : 0;
    }

    /** How many are running or waiting. */
    int count() {
        int count = 0;
        for (AtomicLongArray chunk : chunks.get()) {
            for (int i = 0; i < chunk.length(); i++) {
                count += chunk.get(i) != FREE ? 1 : 0;
            }
        }
        return count;
    }

    private void write(int slot, long value) {
        if (slot == NONE) {
            return;
        }
        int at = slot - 1;
        for (AtomicLongArray chunk : chunks.get()) {
            if (at < chunk.length()) {
                chunk.setRelease(at, value);
                return;
            }
            at -= chunk.length();
        }
    }

    /** The word of an instant; off by two nanoseconds where it would be one of the two others. */
    private static long word(long now) {
        long word = now - ORIGIN;
        return word == FREE || word == WAITING ? 2 : word;
    }
}
