package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;

/** Work that has ended by itself, after its time was up. */
final class Late {
    private Late() {}

    /** Whether a time-out may take the place of what it threw: not of news that only this throwable carries. */
    static boolean replaces(Throwable thrown) {
        return !(thrown instanceof Error
                || thrown instanceof InterruptedException
                || thrown instanceof CallInterruptedException);
    }
}
