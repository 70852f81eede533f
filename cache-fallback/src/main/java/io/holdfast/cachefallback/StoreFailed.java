package io.holdfast.cachefallback;

import io.holdfast.event.Event;

/**
 * The store of a cache fallback did not do what it should. The call was not affected, but for the age of its answer.
 *
 * @param policy the name of the cache fallback
 * @param what what it was to do: {@code get}, {@code put} or {@code remove}
 * @param cause what it threw or failed with; a {@link java.util.concurrent.TimeoutException} when it was late
 */
public record StoreFailed(String policy, String what, Throwable cause) implements Event {
    @Override
    public Kind kind() {
        return Kind.DEGRADED;
    }
}
