package io.holdfast.testkit;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The threads of Holdfast that were there before; new ones must end by themselves. */
final class HoldfastThreads {
    private static final String PREFIX = "holdfast-";
    private static final int GRACE_MILLIS = 10_000; // twice what idle threads of the machine's time live

    private final Set<Thread> before = alive();

    private static Set<Thread> alive() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(all);
        return Arrays.stream(all, 0, count)
                .filter(thread -> thread.getName().startsWith(PREFIX))
                .collect(Collectors.toSet());
    }

    void compare(List<String> found) {
        Set<Thread> fresh = new HashSet<>(alive());
        fresh.removeAll(before);
        int left = GRACE_MILLIS;
        for (Thread thread : fresh) {
            for (; thread.isAlive() && left > 0; left -= 50) {
                try {
                    thread.join(50);
                } catch (InterruptedException meant) {
                    Thread.currentThread().interrupt();
                    left = 0;
                }
            }
            if (thread.isAlive()) {
                found.add("a thread that does not end: " + thread.getName());
            }
        }
    }
}
