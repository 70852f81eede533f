package io.holdfast.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, and who has been woken. A thread that waits in automatic time runs tasks meanwhile, and such a task may wait as well: a wait
 * inside a wait. If the inner one uses up a wake-up, the outer ones are owed one too, for it may have been theirs.
 *
 * <p>Guarded by the lock of the time that owns it.
 */
final class Sleepers {
    private static final class Nest {
        int depth;
        int owed; // the waits from the outermost to this depth may leave
    }

    private final Set<Thread> tokens = new HashSet<>();
    private final Map<Thread, Nest> nests = new HashMap<>();
    private final Map<Thread, Long> parked = new HashMap<>();

    void wake(Thread thread) {
        tokens.add(thread);
    }

    /** Manual time: a thread waits until the clock is there, or {@code null}: it waits no longer. */
    void parked(Thread thread, @Nullable Long until) {
        parked.compute(thread, (same, before) -> until);
    }

    /** Manual time: how many wait that nothing has woken yet. */
    long parkedAt(long now) {
        return parked.entrySet().stream()
                .filter(each -> each.getValue() - now > 0 && !tokens.contains(each.getKey()))
                .count();
    }

    void begin(Thread thread) {
        nests.computeIfAbsent(thread, first -> new Nest()).depth++;
    }

    void end(Thread thread) {
        Nest nest = nests.get(thread);
        if (nest != null && --nest.depth == 0) {
            nests.remove(thread);
        }
    }

    /** Whether the innermost wait of the thread may end; uses up its wake-up. */
    boolean take(Thread thread) {
        boolean woken = tokens.remove(thread);
        Nest nest = nests.get(thread);
        if (nest == null) {
            return woken;
        }
        if (woken || nest.owed >= nest.depth) {
            nest.owed = nest.depth - 1;
            return true;
        }
        return false;
    }
}
