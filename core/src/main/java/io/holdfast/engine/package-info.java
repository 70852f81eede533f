/**
 * The drivers: they interpret what policies decide. Not exported.
 */
@NullMarked
package io.holdfast.engine;

import org.jspecify.annotations.NullMarked;
