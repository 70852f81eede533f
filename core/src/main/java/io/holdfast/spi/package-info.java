/**
 * What the author of a policy types: gates, loops, limits and the small values they exchange with the drivers.
 */
@NullMarked
package io.holdfast.spi;

import org.jspecify.annotations.NullMarked;
