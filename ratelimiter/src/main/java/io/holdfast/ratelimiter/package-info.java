/** Rate limiter: limits how many calls a dependency gets per time. */
@NullMarked
package io.holdfast.ratelimiter;

import org.jspecify.annotations.NullMarked;
