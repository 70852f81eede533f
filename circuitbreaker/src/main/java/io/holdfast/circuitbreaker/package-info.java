/** Circuit breaker: stops calling a dependency that is failing. */
@NullMarked
package io.holdfast.circuitbreaker;

import org.jspecify.annotations.NullMarked;
