/**
 * Keeps what a pipeline costs. {@link io.holdfast.overhead.OverheadBudget} measures, compares with a stored file, repeats what
 * is in doubt, and fails on what remains: 5 % of time or one byte per call.
 */
@NullMarked
package io.holdfast.overhead;

import org.jspecify.annotations.NullMarked;
