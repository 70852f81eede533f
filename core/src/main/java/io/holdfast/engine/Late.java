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

    /** That the leaf has cut the work for all limits of this chain, of which another one is to say so; else null. */
    static @Nullable TimedOutException ofLeaf(@Nullable Throwable thrown, Env env) {
        boolean leafs = thrown instanceof TimedOutException cut
                && cut.pipeline().equals(env.name())
                && cut.limitedBy().equals(env.name());
        return leafs ? (TimedOutException) thrown : null;
    }

    /** Whether a time-out may take the place of what it threw: not of news that only this throwable carries. */
    static boolean replaces(Throwable thrown) {
        return !(thrown instanceof Error
                || thrown instanceof InterruptedException
                || thrown instanceof CallInterruptedException);
    }
}
