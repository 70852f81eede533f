package io.holdfast.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * As many slots as limits were ever armed at one time, in chunks of which each is twice as large as the one before. Chunks
 * are never given back.
 *
 * <p><b>Guarantees.</b> Lock-free; claiming allocates nothing but when it grows. Whoever reads the chunks after a claim
 * has the claimed slot among them.
 */
final class WatchdogSlots {
    /** How many neighbours are looked at together; every chunk is a multiple. */
    static final int SEGMENT = 64;

    private static final int FIRST_CHUNK = SEGMENT;
    private static final int PROBES = 16;
    private static final VarHandle CHUNKS;

    static {
        try {
            CHUNKS = MethodHandles.lookup()
                    .findVarHandle(WatchdogSlots.class, "chunks", WatchdogSlot[][].class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Watchdog dog;
    private volatile WatchdogSlot[][] chunks;

    WatchdogSlots(Watchdog dog) {
        this.dog = dog;
        this.chunks = new WatchdogSlot[][] {chunk(FIRST_CHUNK)};
    }

    WatchdogSlot[][] chunks() {
        return chunks;
    }

    static int hash(Thread owner) {
        return (int) ((owner.getId() * 0x9E3779B97F4A7C15L) >>> Integer.SIZE);
    }

    WatchdogSlot claim(Thread owner) {
        int start = hash(owner);
        while (true) {
            WatchdogSlot[][] all = chunks;
            for (int level = all.length - 1; level >= 0; level--) {
                WatchdogSlot slot = probe(all[level], start, PROBES);
                if (slot != null) {
                    return slot;
                }
            }
            WatchdogSlot[] last = all[all.length - 1];
            WatchdogSlot slot =
                    probe(last, start + PROBES, last.length / 4); // many limits of one thread, or nearly full
            if (slot != null) {
                return slot;
            }
            grow(all);
        }
    }

    private static @Nullable WatchdogSlot probe(WatchdogSlot[] chunk, int start, int probes) {
        int mask = chunk.length - 1;
        for (int probe = 0; probe < probes; probe++) {
            WatchdogSlot slot = chunk[(start + probe) & mask];
            if (slot.tryClaim()) {
                return slot;
            }
        }
        return null;
    }

    /** Looks everywhere: a slot may have been found far from where its owner began to look. Only after an expiry. */
    @Nullable
    WatchdogSlot expiredOf(Thread owner) {
        for (WatchdogSlot[] chunk : chunks) {
            for (WatchdogSlot slot : chunk) {
                if (slot.expiredOf(owner)) {
                    return slot;
                }
            }
        }
        return null;
    }

    int count(Predicate<WatchdogSlot> which) {
        int count = 0;
        for (WatchdogSlot[] chunk : chunks) {
            for (WatchdogSlot slot : chunk) {
                count += which.test(slot) ? 1 : 0;
            }
        }
        return count;
    }

    private void grow(WatchdogSlot[][] seen) {
        WatchdogSlot[][] grown = Arrays.copyOf(seen, seen.length + 1);
        grown[seen.length] = chunk(seen[seen.length - 1].length * 2);
        CHUNKS.compareAndSet(this, seen, grown); // lost: somebody else has grown it
    }

    private WatchdogSlot[] chunk(int size) {
        WatchdogSlot[] slots = new WatchdogSlot[size];
        for (int i = 0; i < size; i++) {
            slots[i] = new WatchdogSlot(dog);
        }
        return slots;
    }
}
