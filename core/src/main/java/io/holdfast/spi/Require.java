package io.holdfast.spi;

import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bad settings when something is built, naming the option, the value and the accepted range. Nothing is clamped.
 */
public final class Require {
    /** The longest accepted duration: 100 years of 365 days. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    private static final int LONGEST_NAME = 200;

    private Require() {}

    /**
     * A positive duration.
     *
     * @param option the option's name
     * @param value its value
     * @return the value in nanoseconds
     * @throws IllegalArgumentException unless 0 &lt; value &lt;= 36,500 days
     */
    public static long duration(String option, Duration value) {
        return duration(option, value, Duration.ofNanos(1));
    }

    /**
     * A duration that may be zero.
     *
     * @param option the option's name
     * @param value its value
     * @return the value in nanoseconds
     * @throws IllegalArgumentException unless 0 &lt;= value &lt;= 36,500 days
     */
    public static long durationOrZero(String option, Duration value) {
        return duration(option, value, Duration.ZERO);
    }

    private static long duration(String option, Duration value, Duration least) {
        if (value == null || value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw refused(option, value, least.isZero() ? ">= PT0S and <= 36500 days" : "> PT0S and <= 36500 days");
        }
        long nanos = value.toNanos();
        assert nanos < Deadline.NEVER;
        return nanos;
    }

    /**
     * A whole number in a range.
     *
     * @param option the option's name
     * @param value its value
     * @param least the smallest accepted value
     * @param most the largest accepted value
     * @return the value
     * @throws IllegalArgumentException when it lies outside
     */
    public static long range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(option, value, String.format(Locale.ROOT, ">= %d and <= %d", least, most));
        }
        return value;
    }

    /**
     * A whole number in a range.
     *
     * @param option the option's name
     * @param value its value
     * @param least the smallest accepted value
     * @param most the largest accepted value
     * @return the value
     * @throws IllegalArgumentException when it lies outside
     */
    public static int range(String option, int value, int least, int most) {
        return (int) range(option, (long) value, least, most);
    }

    /**
     * A name: something to read in logs, and a tag of meters.
     *
     * @param option the option's name
     * @param value its value
     * @return the value
     * @throws IllegalArgumentException when null, blank, longer than 200 characters, or with control characters
     */
    public static String name(String option, String value) {
        return name(option, value, LONGEST_NAME);
    }

    /** The name of a private policy is its pipeline's and its own, so it may be longer. */
    static String policyName(String option, String value) {
        return name(option, value, 2 * LONGEST_NAME);
    }

    private static String name(String option, String value, int longest) {
        if (value == null
                || value.isBlank()
                || value.length() > longest
                || value.chars().anyMatch(Character::isISOControl)) {
            throw refused(option, value, "1 to " + longest + " characters, not blank, no control characters");
        }
        return value;
    }

    /**
     * Anything but null.
     *
     * @param option the option's name
     * @param value its value
     * @param <T> its type
     * @return the value
     * @throws IllegalArgumentException when null
     */
    public static <T> T given(String option, T value) {
        if (value == null) {
            throw refused(option, null, "not null");
        }
        return value;
    }

    /**
     * The exception for a bad setting.
     *
     * @param option the option's name
     * @param value its value
     * @param accepted what would have been accepted
     * @return the exception, to be thrown
     */
    public static IllegalArgumentException refused(String option, @Nullable Object value, String accepted) {
        return new IllegalArgumentException(option + ": " + value + " (expected: " + accepted + ")");
    }
}
