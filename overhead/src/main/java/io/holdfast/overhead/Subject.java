package io.holdfast.overhead;

import org.jspecify.annotations.Nullable;

/**
 * One call whose cost is kept. Called some million times by one thread; what it returns counts as used. Bytes are that thread's
 * alone: what the call makes other threads allocate is not counted.
 */
@FunctionalInterface
public interface Subject {
    /**
     * Calls once.
     *
     * @return anything that depends on what the call has done, so that no compiler leaves it out
     * @throws Exception ends the measurement
     */
    @Nullable
    Object call() throws Exception;
}
