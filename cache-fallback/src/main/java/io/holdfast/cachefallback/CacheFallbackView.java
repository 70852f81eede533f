package io.holdfast.cachefallback;

/**
 * A snapshot of a cache fallback, for people and assertions. The numbers are read one after the other while calls go on.
 *
 * @param name its name
 * @param settings the settings in force
 * @param entries how many answers are kept, about; -1 when the store does not say
 * @param flights for how many keys the dependency is being asked at this moment, where answers may be fresh
 * @param fresh calls that a fresh answer served without the dependency
 * @param shared calls that another call of the same key served, which was asking already
 * @param stale calls that an old answer served in place of a failure
 * @param tooOld failures for which there was only an answer that was too old
 * @param remembered good answers that were given to the store
 * @param storeFaults what went wrong with the store: it threw, failed, was late or answered nonsense
 */
public record CacheFallbackView(
        String name,
        CacheFallbackSettings settings,
        long entries,
        int flights,
        long fresh,
        long shared,
        long stale,
        long tooOld,
        long remembered,
        long storeFaults) {}
