package io.holdfast.state;

import org.jspecify.annotations.Nullable;

/**
 * The quota that a group of keys shares. Each cell refers to one; when the quota is changed, the tier is told its successor,
 * and every cell moves there when it is met next.
 *
 * <p><b>Thread-safety.</b> May be shared by any number of threads.
 */
public final class GcraTier {
    private final String name;
    private final Quota quota;
    private final int lostBits;
    private volatile @Nullable GcraTier successor;

    /**
     * A tier.
     *
     * @param name what it is called
     * @param quota what each of its keys may do
     */
    public GcraTier(String name, Quota quota) {
        this.name = name;
        this.quota = quota;
        this.lostBits = KeyedPermit.lostBits(quota.healAbove);
    }

    /**
     * Replaces it; all cells follow.
     *
     * @param next what takes its place
     */
    public void replaceBy(GcraTier next) {
        successor = next;
    }

    /** How many bits of a word a {@link KeyedPermit} leaves out. */
    int lostBits() {
        return lostBits;
    }

    boolean replaced() {
        return successor != null;
    }

    /** The tier that is in force instead of this one. */
    GcraTier latest() {
        GcraTier tier = this;
        for (GcraTier next = successor; next != null; next = tier.successor) {
            tier = next;
        }
        return tier;
    }

    /**
     * What it is called.
     *
     * @return as given
     */
    public String name() {
        return name;
    }

    /**
     * What each of its keys may do.
     *
     * @return as given
     */
    public Quota quota() {
        return quota;
    }
}
