/** What calls cost, measured by JMH. Start with {@link io.holdfast.benchmarks.ShortSet}. */
@NullMarked
package io.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
