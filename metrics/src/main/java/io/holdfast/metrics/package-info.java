/** Meters: shows the readings of pipelines in Micrometer. */
@NullMarked
package io.holdfast.metrics;

import org.jspecify.annotations.NullMarked;
