package io.holdfast.state;

/**
 * The cell of a key that was held: blocked for a while, or lowered. What comes back later does not take it below that.
 *
 * <p><b>Layout.</b> A reference more than a {@link GcraCell}, and what it refers to; only keys that are held have one.
 */
final class HeldCell extends GcraCell {
    private final Highest held;

    HeldCell(GcraTier tier, long tat, long least) {
        super(tier, tat);
        this.held = new Highest(least);
    }

    /** Moves the word forward to at least {@code least}, and keeps it there; false when it is sealed or outdated. */
    boolean hold(long least) {
        held.raise(least);
        return raise(least);
    }

    @Override
    long backTo(long word) {
        long least = held.get();
        return between(word, least) < 0 ? least : word;
    }

    @Override
    void cameBack() {
        raise(held.get());
    }
}
