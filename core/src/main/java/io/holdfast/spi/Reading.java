package io.holdfast.spi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A number that a policy can be asked for. Meter binders turn readings into function meters, so that seeing costs nothing
 * until somebody looks.
 *
 * @param name a dotted name below the policy's kind, such as {@code permits.in.use}
 * @param unit the base unit, such as {@code permits}, {@code calls} or {@code nanoseconds}
 * @param monotonic whether it only grows, that is, whether it is a counter and not a gauge
 * @param value reads it; callable by any thread at any time
 * @param tags what tells apart readings of one name, such as {@code state}; usually empty
 */
public record Reading(String name, String unit, boolean monotonic, LongSupplier value, Map<String, String> tags) {
    /**
     * Copies the tags.
     *
     * @param name as above
     * @param unit as above
     * @param monotonic as above
     * @param value as above
     * @param tags as above
     */
    public Reading {
        tags = Map.copyOf(tags);
    }

    /**
     * A reading without tags.
     *
     * @param name as above
     * @param unit as above
     * @param monotonic as above
     * @param value as above
     */
    public Reading(String name, String unit, boolean monotonic, LongSupplier value) {
        this(name, unit, monotonic, value, Map.of());
    }

    /**
     * Something that only grows.
     *
     * @param name its name
     * @param unit its base unit
     * @param value reads it
     * @return the reading
     */
    public static Reading counter(String name, String unit, LongSupplier value) {
        return new Reading(name, unit, true, value);
    }

    /**
     * Something that goes up and down.
     *
     * @param name its name
     * @param unit its base unit
     * @param value reads it
     * @return the reading
     */
    public static Reading gauge(String name, String unit, LongSupplier value) {
        return new Reading(name, unit, false, value);
    }

    /**
     * The same with one more tag. All readings of one name must have the same keys.
     *
     * @param key the key
     * @param text the value
     * @return a new reading
     */
    public Reading tagged(String key, String text) {
        Map<String, String> more = new HashMap<>(tags);
        more.put(Require.name("key", key), Require.name("value", text));
        return new Reading(name, unit, monotonic, value, more);
    }
}
