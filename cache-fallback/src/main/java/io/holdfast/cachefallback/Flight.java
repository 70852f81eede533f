package io.holdfast.cachefallback;

import io.holdfast.call.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The dependency is being asked about a key. Completes with how that ended; with null when whoever asked has given up, so
 * that another one has to; exceptionally with an Error.
 */
final class Flight<R> extends CompletableFuture<@Nullable Outcome<R>> {
    /**
     * The key under which it is found, with the hash it had at first: a key that changes meanwhile, or cannot be compared,
     * leaves no flight behind.
     */
    record Key(Object key, int hash) {
        Key(Object key) {
            this(key, key.hashCode());
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            try {
                return this == other || (other instanceof Key found && hash == found.hash && key.equals(found.key));
            } catch (RuntimeException incomparable) {
                return false;
            }
        }
    }

    private final long limitNanos;
    private final @Nullable Thread leader;

    /**
     * A flight.
     *
     * @param limitNanos how long whoever asks may take
     * @param leader the thread that asks and does nothing else meanwhile, if there is one
     */
    Flight(long limitNanos, @Nullable Thread leader) {
        this.limitNanos = limitNanos;
        this.leader = leader;
    }

    /** Whether the current thread would wait for itself. */
    boolean isMine() {
        return leader == Thread.currentThread();
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
