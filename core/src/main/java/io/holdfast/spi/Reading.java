package io.holdfast.spi;

import java.util.function.LongSupplier;

/**
 * A number that a policy can be asked for. Meter binders turn readings into function meters, so that seeing costs nothing
 * until somebody looks.
 *
 * @param name a dotted name below the policy's kind, such as {@code permits.in.use}
 * @param unit the base unit, such as {@code permits}, {@code calls} or {@code nanoseconds}
 * @param monotonic whether it only grows, that is, whether it is a counter and not a gauge
 * @param value reads it; callable by any thread at any time
 */
public record Reading(String name, String unit, boolean monotonic, LongSupplier value) {
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
}
