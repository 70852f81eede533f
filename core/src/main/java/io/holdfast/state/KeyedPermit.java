package io.holdfast.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A permit of a {@link GcraTable} in one number, so that giving it back needs neither the key nor an object per call.
 *
 * <p><b>Layout.</b> {@code 0:1 | hash of the key:32 | TAT:31}. Of the TAT the lowest bits are left out, so that the others reach beyond
 * the farthest debt: less than an interval, or nothing is given back.
 *
 * <p><b>Which key.</b> The map looks into the bin of the hash, and {@link Search} into the keys that it finds there. Where two
 * keys have the same hash nothing is given back: it is not known to whom it belongs.
 *
 * <p><b>Limits.</b> A permit that is held until the TAT has gone once around its bits (four times the farthest debt, at least 40 s),
 * over a change of the quota, or over the eviction of its key, and meets the very same bits again, is taken for a young one.
 */
final class KeyedPermit {
    private static final int TAT_BITS = 31;
    private static final int UNUSED_BITS = Long.SIZE - TAT_BITS;
    private static final long TAT_MASK = (1L << TAT_BITS) - 1;
    private static final long HASH_MASK = 0xFFFF_FFFFL;

    private KeyedPermit() {}

    static long of(Object key, long tat, int lostBits) {
        return (key.hashCode() & HASH_MASK) << TAT_BITS | (tat >> lostBits & TAT_MASK);
    }

    /** How many bits of a TAT have to be left out, when words differ by up to {@code farthest}. */
    static int lostBits(long farthest) {
        return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(farthest) + 2 - TAT_BITS);
    }

    /** How far the word has moved since, as far as a permit can tell; 0 only when nobody has taken since. */
    static long since(long permit, long word, int lostBits, long interval) {
        long moved = ((word >> lostBits) - permit) << UNUSED_BITS;
        return moved == 0 && interval >> lostBits > 0 ? 0 : 1;
    }

    /** The key that the permit is of; null when it is not there, or cannot be told from another. */
    static @Nullable Object key(Map<Object, ?> cells, long permit) {
        Search search = new Search((int) (permit >>> TAT_BITS));
        cells.get(search);
        return search.several ? null : search.found;
    }

    /** Asked by the map whether it is equal to each key of its hash; it never is. */
    @SuppressWarnings({"EqualsHashCode", "overrides"})
    private static final class Search {
        private final int hash;
        private @Nullable Object found;
        private boolean several;

        Search(int hash) {
            this.hash = hash;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object key) {
            if (key != null && key.hashCode() == hash) {
                several = found != null;
                found = key;
            }
            return false;
        }
    }
}
