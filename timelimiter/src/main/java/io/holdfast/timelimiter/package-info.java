/** Time limiter: limits how long one attempt may take. */
@NullMarked
package io.holdfast.timelimiter;

import org.jspecify.annotations.NullMarked;
