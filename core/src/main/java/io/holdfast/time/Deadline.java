package io.holdfast.time;

/**
 * The arithmetic of instants on a monotonic clock: an instant is a {@code long} in nanoseconds whose origin means
 * nothing and which may wrap, so two instants are compared by their difference and never by {@code <}.
 *
 * <p><b>Units.</b> Nanoseconds throughout. <b>Limits.</b> Differences up to {@link #NEVER} (about 146 years) are exact.
 */
public final class Deadline {
    /** The absence of a deadline. A real deadline that would equal it is moved by one nanosecond. */
    public static final long NONE = Long.MIN_VALUE;

    /** A number of nanoseconds that no duration accepted by Holdfast reaches: "without end". */
    public static final long NEVER = Long.MAX_VALUE / 2;

    private Deadline() {}

    /**
     * The instant {@code nanos} after {@code now}.
     *
     * @param now an instant
     * @param nanos how long, in nanoseconds; {@link #NEVER} or more means without end
     * @return the deadline, or {@link #NONE}
     */
    public static long after(long now, long nanos) {
        if (nanos >= NEVER) {
            return NONE;
        }
        long deadline = now + nanos;
        return deadline == NONE ? deadline + 1 : deadline;
    }

    /**
     * How long it is until a deadline.
     *
     * @param deadline an instant or {@link #NONE}
     * @param now the current instant
     * @return nanoseconds, zero or negative when it has passed, {@link #NEVER} when there is none
     */
    public static long remaining(long deadline, long now) {
        return deadline == NONE ? NEVER : deadline - now;
    }

    /**
     * Whether a deadline has passed.
     *
     * @param deadline an instant or {@link #NONE}
     * @param now the current instant
     * @return true when nothing remains
     */
    public static boolean passed(long deadline, long now) {
        return deadline != NONE && deadline - now <= 0;
    }

    /**
     * The earlier of two deadlines.
     *
     * @param a an instant or {@link #NONE}
     * @param b an instant or {@link #NONE}
     * @return whichever comes first
     */
    public static long earlier(long a, long b) {
        if (a == NONE) {
            return b;
        }
        return b == NONE || a - b <= 0 ? a : b;
    }
}
