package io.holdfast.spi;

import java.util.List;

/**
 * Carries something that belongs to the calling thread (a logging context, a trace, a security context) to wherever the
 * work of a call continues.
 *
 * <p>User code on the slow path: called once per call that leaves its thread, and once more wherever it continues.
 */
@FunctionalInterface
public interface ContextCarrier {
    /**
     * Takes what belongs to the calling thread.
     *
     * @return the snapshot
     */
    Snapshot capture();

    /**
     * Carries the logging context of slf4j.
     *
     * @return the carrier of the MDC
     */
    static ContextCarrier mdc() {
        return MdcCarrier.INSTANCE;
    }

    /**
     * Carries several things: restored in the given order, taken off in the opposite one, also when one of them throws.
     *
     * @param carriers what to carry
     * @return one carrier for all
     */
    static ContextCarrier all(List<ContextCarrier> carriers) {
        List<ContextCarrier> each = List.copyOf(carriers);
        return () -> {
            List<Snapshot> snapshots =
                    each.stream().map(ContextCarrier::capture).toList();
            return () -> ContextScopes.restore(snapshots);
        };
    }

    /** What was captured. May be restored on several threads, one after the other or at once. */
    @FunctionalInterface
    interface Snapshot {
        /**
         * Puts the context on the current thread.
         *
         * @return takes it off again and puts back what was there before
         */
        Scope restore();
    }

    /** Between {@link Snapshot#restore()} and {@link #close()} the thread has the caller's context. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /** Puts back what was there before. */
        @Override
        void close();
    }
}
