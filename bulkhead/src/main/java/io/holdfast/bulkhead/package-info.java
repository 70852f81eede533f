/** Bulkhead: limits how many calls a dependency has at one time. */
@NullMarked
package io.holdfast.bulkhead;

import org.jspecify.annotations.NullMarked;
