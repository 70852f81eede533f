package io.holdfast.spi;

import io.holdfast.call.Reason;
import io.holdfast.event.Event;
import java.time.Duration;
import java.util.Optional;

/**
 * A caller got something else than the dependency's own, present answer. Published by the pipeline of the operation.
 *
 * @param operation the operation's name
 * @param reason {@code stale} or {@code fallback:stage}
 * @param age how old a remembered answer is
 * @param cause why there was no better answer; empty for a stale one
 */
public record Degraded(String operation, Reason reason, Optional<Duration> age, Optional<Throwable> cause)
        implements Event {
    @Override
    public Kind kind() {
        return Kind.DEGRADED;
    }

    @Override
    public String policy() {
        return operation;
    }
}
