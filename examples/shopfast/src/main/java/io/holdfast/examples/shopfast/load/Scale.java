package io.holdfast.examples.shopfast.load;

import java.time.Duration;

/**
 * The time scale of the demonstration: what takes 30 s in the real shop takes 1 s here, so that a breaker that stays
 * open for half a minute can be watched opening and closing many times within one.
 *
 * <p>The numbers of the real shop stand in the code; this class alone turns them into what is run. All of them are
 * scaled alike, so the ratios that decide what happens (arrivals per attempt limit, failures per window, attempts per
 * open period) are those of the real shop. Only the faults keep their true length: 5 s of latency is far beyond the
 * scaled limits and is felt by whoever has none.
 */
public final class Scale {
    /** How many seconds of the real shop pass in one second of the demonstration. */
    public static final int FACTOR = 30;

    private Scale() {}

    /**
     * Shortens a time of the real shop.
     *
     * @param real how long it is there
     * @return how long it is here
     */
    public static Duration down(Duration real) {
        return real.dividedBy(FACTOR);
    }

    /**
     * Speeds up a rate of the real shop.
     *
     * @param realPerMinute how many per minute there
     * @return how many per second here
     */
    public static int perSecond(int realPerMinute) {
        return realPerMinute * FACTOR / 60;
    }
}
