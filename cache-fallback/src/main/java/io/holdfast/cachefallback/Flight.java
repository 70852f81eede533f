package io.holdfast.cachefallback;

import io.holdfast.call.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The dependency is being asked about a key. Completes with how that ended; with null when whoever asked has given up, so
 * that another one has to; exceptionally with an Error.
 */
final class Flight<R> extends CompletableFuture<@Nullable Outcome<R>> {
    private final long limitNanos;

    Flight(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Whether this outcome holds for somebody with so much time, too. */
    boolean holdsFor(@Nullable Outcome<R> ended, long otherLimitNanos) {
        if (ended == null) {
            return false;
        }
        return switch (ended.reasonCode().kind()) {
            case CANCELLED -> false;
            case DEADLINE -> otherLimitNanos <= limitNanos;
            default -> true;
        };
    }
}
