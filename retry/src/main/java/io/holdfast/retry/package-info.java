/** Retry: repeats failed attempts. */
@NullMarked
package io.holdfast.retry;

import org.jspecify.annotations.NullMarked;
