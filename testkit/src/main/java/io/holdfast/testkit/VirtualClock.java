package io.holdfast.testkit;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/** Shows virtual time as instants, counted from the start of the year 2000. */
final class VirtualClock extends Clock {
    private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

    private final LongSupplier elapsedNanos;
    private final ZoneId zone;

    VirtualClock(LongSupplier elapsedNanos, ZoneId zone) {
        this.elapsedNanos = elapsedNanos;
        this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new VirtualClock(elapsedNanos, other);
    }

    @Override
    public Instant instant() {
        return ORIGIN.plusNanos(elapsedNanos.getAsLong());
    }
}
