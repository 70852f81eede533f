package io.holdfast.spi;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One override in force, as {@link Control#active()} counts it. Counted down once: when the override ends, or, because
 * nobody can end it any more, when its switch has been dropped.
 */
final class Overridden extends WeakReference<ControlSwitch> {
    private static final ReferenceQueue<ControlSwitch> DROPPED = new ReferenceQueue<>();
    private static final Set<Overridden> IN_FORCE = ConcurrentHashMap.newKeySet();

    Overridden(ControlSwitch owner) {
        super(owner, DROPPED);
        IN_FORCE.add(this);
        Control.activeChanged(1);
    }

    void end() {
        if (IN_FORCE.remove(this)) {
            Control.activeChanged(-1);
        }
    }

    /** Counts down for switches that have been dropped. One volatile read when there are none. */
    static void sweep() {
        for (Reference<?> dropped; (dropped = DROPPED.poll()) != null; ) {
            ((Overridden) dropped).end();
        }
    }
}
