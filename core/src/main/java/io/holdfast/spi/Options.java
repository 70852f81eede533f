package io.holdfast.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads options that are given as text: each is asked for with the value it has now, and {@link #refuseUnknown} then names
 * what nobody has asked for. Not thread-safe; made and used up by one {@link PolicySettings#with}.
 *
 * <p><b>Forms.</b> Durations are a number and a unit, {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 1d},
 * {@code 40us}, {@code 7ns}, or as {@link Duration#parse} reads them; {@code 0} needs no unit. Constants of enums may be written in
 * lower case and with hyphens.
 */
public final class Options {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(ns|us|ms|s|m|h|d)");

    private final Map<String, String> left;
    private final List<String> known = new ArrayList<>();

    /**
     * Options still to be read.
     *
     * @param given option and value
     */
    public Options(Map<String, String> given) {
        left = new TreeMap<>(Require.given("options", given));
    }

    /**
     * Text.
     *
     * @param name the option
     * @param present its value when none is given
     * @return the value
     */
    public String text(String name, String present) {
        known.add(name);
        String given = left.remove(name);
        return given == null ? present : given.trim();
    }

    /**
     * A whole number.
     *
     * @param name the option
     * @param present its value when none is given
     * @return the value
     */
    public int integer(String name, int present) {
        return parsed(name, Integer.toString(present), Integer::valueOf, "a whole number");
    }

    /**
     * A whole number that may be large.
     *
     * @param name the option
     * @param present its value when none is given
     * @return the value
     */
    public long number(String name, long present) {
        return parsed(name, Long.toString(present), Long::valueOf, "a whole number");
    }

    /**
     * A number with a fraction.
     *
     * @param name the option
     * @param present its value when none is given
     * @return the value
     */
    public double fraction(String name, double present) {
        return parsed(name, Double.toString(present), Double::valueOf, "a number");
    }

    /**
     * Yes or no.
     *
     * @param name the option
     * @param present its value when none is given
     * @return the value
     */
    public boolean flag(String name, boolean present) {
        String text = text(name, Boolean.toString(present)).toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw Require.refused(name, text, "true or false");
        }
        return text.equals("true");
    }

    /**
     * A length of time.
     *
     * @param name the option
     * @param present its value when none is given
     * @return the value
     */
    public Duration duration(String name, Duration present) {
        return parsed(name, text(present), Options::parse, "a time such as 250ms, 10s, 5m or PT10S");
    }

    private <T> T parsed(String name, String present, Function<String, T> parser, String accepted) {
        String text = text(name, present);
        try {
            return parser.apply(text);
        } catch (RuntimeException notOne) {
            throw Require.refused(name, text, accepted);
        }
    }

    /**
     * A constant of an enum.
     *
     * @param name the option
     * @param present its value when none is given
     * @param <E> the enum
     * @return the value
     */
    public <E extends Enum<E>> E constant(String name, E present) {
        String text = text(name, text(present));
        for (E each : present.getDeclaringClass().getEnumConstants()) {
            if (text(each).equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return each;
            }
        }
        List<String> names = new ArrayList<>();
        for (E each : present.getDeclaringClass().getEnumConstants()) {
            names.add(text(each));
        }
        throw Require.refused(name, text, "one of " + names);
    }

    /**
     * Ends the reading.
     *
     * @throws IllegalArgumentException when an option was given that nobody asked for; names the nearest one
     */
    public void refuseUnknown() {
        for (Map.Entry<String, String> each : left.entrySet()) {
            throw Require.refused(each.getKey(), each.getValue(), accepted(each.getKey()));
        }
    }

    private String accepted(String unknown) {
        return "did you mean '" + nearest(unknown, known) + "'? The options are " + known;
    }

    /**
     * The known name that is most like an unknown one, by the fewest letters to insert, drop or replace.
     *
     * @param unknown the name that was given
     * @param known the names that there are, at least one
     * @return one of them
     */
    public static String nearest(String unknown, List<String> known) {
        String best = known.get(0);
        for (String each : known) {
            if (distance(unknown, each) < distance(unknown, best)) {
                best = each;
            }
        }
        return best;
    }

    /** The edit distance of Levenshtein, without regard to case and hyphens; one row at a time. */
    private static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT).replace("-", "");
        String b = second.toLowerCase(Locale.ROOT).replace("-", "");
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /**
     * A length of time as {@link #duration} reads it.
     *
     * @param time the time
     * @return for example {@code 250ms}
     */
    public static String text(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        if (time.getNano() == 0) {
            return time.toSeconds() + "s";
        }
        if (time.getNano() % 1_000_000 == 0) {
            return time.toMillis() + "ms";
        }
        return time.getSeconds() < 1_000_000 ? time.toNanos() + "ns" : time.toString();
    }

    /**
     * A constant as {@link #constant} reads it.
     *
     * @param constant the constant
     * @return its name in lower case, with hyphens
     */
    public static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher plain = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!plain.matches()) {
            return Duration.parse(text);
        }
        long count = Long.parseLong(plain.group(1));
        return switch (plain.group(2)) {
            case "ns" -> Duration.ofNanos(count);
            case "us" -> Duration.ofNanos(Math.multiplyExact(count, 1_000));
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
