/**
 * Time as everything in Holdfast sees it: clock, parking, timer, watchdog and randomness. Nothing outside this package reads a clock.
 */
@NullMarked
package io.holdfast.time;

import org.jspecify.annotations.NullMarked;
