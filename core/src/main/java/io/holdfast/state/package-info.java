/**
 * Lock-free machines that two policy modules share. Exported to Holdfast's own modules only.
 */
@NullMarked
package io.holdfast.state;

import org.jspecify.annotations.NullMarked;
