/**
 * What is said of a chain before it runs: its worst case, what trips its triggers, what is wrong with it; and what a user
 * declares so that it can be said.
 */
@NullMarked
package io.holdfast.explain;

import org.jspecify.annotations.NullMarked;
