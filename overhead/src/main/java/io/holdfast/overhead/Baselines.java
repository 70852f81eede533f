package io.holdfast.overhead;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the machine charges anyway. The yardstick is one of each: a direct call, a reading of the clock, an atomic update. */
final class Baselines {
    /** What the names of baselines begin with, and no others. */
    static final String MARK = "baseline.";

    private final AtomicLong word = new AtomicLong();
    private final AtomicLong other = new AtomicLong();
    private final Subject work = () -> "work";

    /** All three in one call: what a guarded call consists of, more or less. */
    Subject yardstick() {
        return () -> {
            long now = System.nanoTime();
            return word.getAndAdd(now) == now ? word : work.call();
        };
    }

    /** Each alone; shown, not judged. */
    Map<String, Subject> shown() {
        Map<String, Subject> shown = new LinkedHashMap<>();
        shown.put(MARK + "directCall", () -> "done");
        shown.put(MARK + "nanoTime", () -> System.nanoTime() == 0 ? "never" : "done");
        shown.put(MARK + "atomicUpdate", () -> other.getAndIncrement() < 0 ? "never" : "done");
        return shown;
    }

    static boolean isShown(String name) {
        return name.startsWith(MARK);
    }
}
