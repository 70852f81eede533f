/**
 * Events, subscriptions that can be closed, and the isolation of whatever user code throws.
 */
@NullMarked
package io.holdfast.event;

import org.jspecify.annotations.NullMarked;
