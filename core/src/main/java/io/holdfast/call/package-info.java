/**
 * What a call consists of for its caller: the shapes of work, the call's context, its outcome and its exceptions.
 */
@NullMarked
package io.holdfast.call;

import org.jspecify.annotations.NullMarked;
