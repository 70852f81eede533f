package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/** Work that has ended by itself, after its time was up. */
final class Late {
    private Late() {}

    /** Whether a limit further in has cut the work, and ours is due as well, though it may not be noticed yet. */
    static boolean cutInside(@Nullable Throwable thrown, long due, Env env) {
        return thrown instanceof TimedOutException && Deadline.passed(due, env.nanosOr(due - 1));
    }

    /** Whether a limit of this chain is to say in its own name that the work was cut, by the leaf, for all limits together. */
    static boolean isOfLeaf(@Nullable Throwable thrown, Env env) {
        return thrown instanceof TimedOutException cut
                && cut.pipeline().equals(env.name())
                && cut.limitedBy().equals(env.name());
    }

    /** Whether a time-out may take the place of what it threw: not of news that only this throwable carries. */
    static boolean replaces(Throwable thrown) {
        return !(thrown instanceof Error
                || thrown instanceof InterruptedException
                || thrown instanceof CallInterruptedException);
    }
}
