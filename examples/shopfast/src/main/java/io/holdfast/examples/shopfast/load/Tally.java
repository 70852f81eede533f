package io.holdfast.examples.shopfast.load;

/**
 * How many arrivals ended in which way.
 *
 * @param answered with the real thing
 * @param degraded with a fallback
 * @param failed with an error or nothing
 * @param waiting not ended yet
 */
public record Tally(int answered, int degraded, int failed, int waiting) {
    /**
     * All of them.
     *
     * @return the sum
     */
    public int offered() {
        return answered + degraded + failed + waiting;
    }
}
