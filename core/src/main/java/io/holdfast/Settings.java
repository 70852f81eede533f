package io.holdfast;

import io.holdfast.spi.Require;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Settings as text, from outside the program: {@code holdfast.<pipeline>.<policy>.<option> = value}, for example
 * {@code holdfast.payments.retry.attempts = 4}. The policy's part is its name within the pipeline ({@code retry},
 * {@code bulkhead-2}), or the name of a shared one. What does not begin with {@code holdfast.} is ignored.
 *
 * <p>As variables of the environment the same keys are written in capitals, with an underscore for everything that is neither
 * letter nor digit: {@code HOLDFAST_PAYMENTS_RETRY_ATTEMPTS}, {@code HOLDFAST_PAYMENTS_RETRY_JITTER_PERCENT}.
 *
 * <p><b>Thread-safety.</b> Immutable. Applied by {@link Registry#apply}.
 */
public final class Settings {
    static final String PREFIX = "holdfast.";
    private static final String VARIABLE_PREFIX = "HOLDFAST_";

    private final Map<String, String> entries;
    private final String source;
    private final boolean variables;

    private Settings(Map<String, String> entries, String source, boolean variables) {
        this.entries = entries;
        this.source = source;
        this.variables = variables;
    }

    /**
     * Settings in a map.
     *
     * @param entries key and value
     * @return those that are meant for Holdfast
     */
    public static Settings of(Map<String, String> entries) {
        return new Settings(only(PREFIX, Require.given("entries", entries)), "settings", false);
    }

    /**
     * Settings in properties.
     *
     * @param properties for example the system properties, or a file's
     * @return those that are meant for Holdfast
     * @throws IllegalArgumentException when a value is not a text, and would therefore be overlooked
     */
    public static Settings of(Properties properties) {
        Map<String, String> entries = new TreeMap<>();
        Require.given("properties", properties).forEach((key, value) -> {
            if (key instanceof String text && text.startsWith(PREFIX) && !(value instanceof String)) {
                throw Require.refused(text, value, "a text");
            }
        });
        for (String key : properties.stringPropertyNames()) {
            entries.put(key, properties.getProperty(key));
        }
        return new Settings(only(PREFIX, entries), "properties", false);
    }

    /**
     * Settings in variables.
     *
     * @param variables for example {@link System#getenv()}
     * @return those that are meant for Holdfast
     */
    public static Settings environment(Map<String, String> variables) {
        return new Settings(only(VARIABLE_PREFIX, Require.given("variables", variables)), "environment", true);
    }

    /**
     * The same with another name of their source, which explanations show.
     *
     * @param name for example the name of a file
     * @return new settings
     */
    public Settings from(String name) {
        return new Settings(entries, Require.name("source", name), variables);
    }

    private static Map<String, String> only(String prefix, Map<String, String> all) {
        Map<String, String> meant = new TreeMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                meant.put(key, Require.given(key, value));
            }
        });
        return meant;
    }

    Map<String, String> entries() {
        return entries;
    }

    String source() {
        return source;
    }

    /** What a key is compared by: itself, or its letters and digits where it is written as a variable. */
    String comparable(String key) {
        if (!variables) {
            return key;
        }
        StringBuilder letters = new StringBuilder();
        key.toUpperCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }

    /** A key as it is written in these settings. */
    String written(String key) {
        if (!variables) {
            return key;
        }
        StringBuilder name = new StringBuilder();
        for (char each : key.toCharArray()) {
            boolean hump = Character.isUpperCase(each) && name.length() > 0;
            name.append(hump ? "_" : "").append(Character.isLetterOrDigit(each) ? each : '_');
        }
        return name.toString().toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return source + " " + entries;
    }
}
