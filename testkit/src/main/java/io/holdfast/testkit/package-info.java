/**
 * Test kit: virtual time for policies and user code, scripted work and faults, the contract that every gate must pass, leak
 * checks, random histories that shrink and replay, and the proof that two policies share nothing.
 */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
