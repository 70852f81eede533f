package io.holdfast.circuitbreaker;

import io.holdfast.spi.Require;
import io.holdfast.time.Randomness;
import java.time.Duration;

/**
 * How long a circuit stays open before a probe is let through.
 *
 * <p>The n-th re-opening without a closing in between waits {@code first * growthPercent^n}, at most {@code longest}; of that
 * up to {@code jitterPercent} is taken off at random, so that many instances do not probe at the same moment and the cap is
 * never exceeded. A server that said for how long to stay away is obeyed if it asks for more, up to {@code
 * longestRetryAfter}.
 *
 * @param first the first wait; default 30 s, positive
 * @param growthPercent what each further wait is of the one before; 100 means fixed; from 100 to 1,000
 * @param longest the longest wait; at least {@code first}, and the same where the wait is fixed
 * @param jitterPercent how much is taken off at random; from 0 to 90
 * @param longestRetryAfter up to which wait a server is obeyed; zero means not at all
 */
public record OpenWait(
        Duration first, int growthPercent, Duration longest, int jitterPercent, Duration longestRetryAfter) {
    static final int FIXED = 100;
    private static final int FASTEST = 1_000;
    private static final int DOUBLING = 200;
    private static final int MOST_JITTER = 90;
    private static final int FULL_PERCENT = 100;

    /**
     * Checks the parts.
     *
     * @param first as above
     * @param growthPercent as above
     * @param longest as above
     * @param jitterPercent as above
     * @param longestRetryAfter as above
     */
    public OpenWait {
        Require.duration("openFor", first);
        Require.range("openGrowthPercent", growthPercent, FIXED, FASTEST);
        Require.duration("openLongest", longest);
        if (longest.compareTo(first) < 0 || (growthPercent == FIXED && !longest.equals(first))) {
            String accepted = growthPercent == FIXED ? "the same as openFor, " : "at least openFor, ";
            throw Require.refused("openLongest", longest, accepted + first);
        }
        Require.range("openJitterPercent", jitterPercent, 0, MOST_JITTER);
        Require.durationOrZero("openLongestRetryAfter", longestRetryAfter);
    }

    /**
     * The same wait each time.
     *
     * @param wait the wait
     * @return without jitter, and obeying no server
     */
    public static OpenWait fixed(Duration wait) {
        return new OpenWait(wait, FIXED, wait, 0, Duration.ZERO);
    }

    /**
     * A wait that doubles with each re-opening.
     *
     * @param first the first wait
     * @param longest the longest
     * @return without jitter, and obeying no server
     */
    public static OpenWait growing(Duration first, Duration longest) {
        return new OpenWait(first, DOUBLING, longest, 0, Duration.ZERO);
    }

    /**
     * The same with another growth.
     *
     * @param percent what each further wait is of the one before
     * @return a new wait
     */
    public OpenWait growthPercent(int percent) {
        return new OpenWait(first, percent, longest, jitterPercent, longestRetryAfter);
    }

    /**
     * The same with jitter.
     *
     * @param percent how much is taken off at random
     * @return a new wait
     */
    public OpenWait jitterPercent(int percent) {
        return new OpenWait(first, growthPercent, longest, percent, longestRetryAfter);
    }

    /**
     * The same, but at least as long as the server asked for.
     *
     * @param atMost up to which wait it is obeyed
     * @return a new wait
     */
    public OpenWait orRetryAfter(Duration atMost) {
        return new OpenWait(first, growthPercent, longest, jitterPercent, atMost);
    }

    /** The wait after so many re-openings in a row, in nanoseconds. */
    long nanos(int reopenings, Randomness randomness) {
        long most = longest.toNanos();
        long wait = first.toNanos();
        for (int i = 0; i < reopenings && wait < most && growthPercent != FIXED; i++) {
            wait = grown(wait, most);
        }
        long jitter = jitterNanos(wait);
        return jitter == 0 ? wait : wait - randomness.below(jitter + 1);
    }

    /** The shortest wait there can be. */
    long shortestNanos() {
        return first.toNanos() - jitterNanos(first.toNanos());
    }

    private long jitterNanos(long wait) {
        return wait / FULL_PERCENT * jitterPercent + (wait % FULL_PERCENT) * jitterPercent / FULL_PERCENT;
    }

    /** One step of growth: saturates, and always gets on. */
    private long grown(long wait, long most) {
        int more = growthPercent - FULL_PERCENT;
        long hundredth = wait / FULL_PERCENT;
        long step = hundredth >= Long.MAX_VALUE / FASTEST - 1
                ? Long.MAX_VALUE
                : Math.max(1, hundredth * more + (wait % FULL_PERCENT) * more / FULL_PERCENT);
        return step >= most - wait ? most : wait + step;
    }

    /** For how long at least, when a server has asked for so much. */
    long pushBackNanos(long asked) {
        return Math.min(asked, longestRetryAfter.toNanos());
    }
}
