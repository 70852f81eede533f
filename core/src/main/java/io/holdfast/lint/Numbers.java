package io.holdfast.lint;

import io.holdfast.time.Deadline;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
    private static final long[] UNITS = {1_000_000_000L, 1_000_000L, 1_000L, 1L};
    private static final String[] NAMES = {" s", " ms", " us", " ns"};
    private static final int DIGITS = 3;

    private Numbers() {}

    /** A length of time in its largest unit: 15 s, 1.5 s, 250 ms. */
    static String time(long nanos) {
        if (nanos >= Deadline.NEVER) {
            return "for ever";
        }
        for (int i = 0; i < UNITS.length; i++) {
            if (nanos >= UNITS[i]) {
                return decimal((double) nanos / UNITS[i]) + NAMES[i];
            }
        }
        return "0 s";
    }

    /** At most three digits behind the point, and none that are zero. */
    static String decimal(double value) {
        String text = String.format(Locale.ROOT, "%." + DIGITS + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** How many with its noun: 1 caller, 5 callers. */
    static String count(long many, String noun) {
        return many + " " + noun + (many == 1 ? "" : "s");
    }

    /** a * b, or the end of the range of NEVER. */
    static long times(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        return high != 0 || low < 0 || low > Deadline.NEVER ? Deadline.NEVER : low;
    }

    /** a + b, or NEVER. */
    static long plus(long a, long b) {
        return a >= Deadline.NEVER - b ? Deadline.NEVER : a + b;
    }
}
