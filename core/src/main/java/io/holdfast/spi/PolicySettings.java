package io.holdfast.spi;

import java.util.Map;

/**
 * The settings of a policy, also as text: what a properties file sets, a diff compares and an explanation prints.
 *
 * <p><b>Thread-safety.</b> Settings are immutable.
 *
 * @param <S> their own type
 */
public interface PolicySettings<S extends PolicySettings<S>> {
    /**
     * Every option with its present value, written so that {@link #with} reads it back.
     *
     * @return option and value, in the order of the documentation
     */
    Map<String, String> options();

    /**
     * The same settings but for some options.
     *
     * @param changes option and value; names and forms as in {@link #options}
     * @return new settings
     * @throws IllegalArgumentException when an option is unknown, or a value is not accepted
     */
    S with(Map<String, String> changes);
}
