/** Test kit: virtual time for policies and user code. */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
