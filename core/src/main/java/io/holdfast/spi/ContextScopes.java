package io.holdfast.spi;

import io.holdfast.spi.ContextCarrier.Scope;
import io.holdfast.spi.ContextCarrier.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several contexts on one thread, as a stack. */
final class ContextScopes {
    private ContextScopes() {}

    /** Restores all; when one throws, those before it are taken off again. */
    static Scope restore(List<Snapshot> snapshots) {
        Deque<Scope> open = new ArrayDeque<>();
        try {
            for (Snapshot snapshot : snapshots) {
                open.push(snapshot.restore());
            }
        } catch (Throwable broken) {
            closeAll(open, broken);
            throw broken;
        }
        return () -> {
            Throwable first = closeAll(open, null);
            if (first instanceof Error error) {
                throw error;
            }
            if (first != null) {
                throw (RuntimeException) first; // a scope's close declares nothing checked
            }
        };
    }

    /** Closes from the top; what a scope throws does not keep the others open. */
    private static @Nullable Throwable closeAll(Deque<Scope> open, @Nullable Throwable already) {
        Throwable first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Throwable broken) {
                if (already != null) {
                    already.addSuppressed(broken);
                } else if (first == null) {
                    first = broken;
                } else {
                    first.addSuppressed(broken);
                }
            }
        }
        return first;
    }
}
