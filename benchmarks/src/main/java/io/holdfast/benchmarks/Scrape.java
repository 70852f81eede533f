package io.holdfast.benchmarks;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Somebody who reads all meters of a registry once per second, as a monitoring system would more rarely. */
final class Scrape implements AutoCloseable {
    private final MeterRegistry meters;
    private final Thread reader = new Thread(this::read, "scrape");
    private volatile boolean over;
    private volatile double seen;

    /** Begins to read. */
    Scrape(MeterRegistry meters) {
        this.meters = meters;
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        while (!over) {
            double sum = 0;
            for (Meter meter : meters.getMeters()) {
                for (Measurement measurement : meter.measure()) {
                    sum += measurement.getValue();
                }
            }
            seen = sum;
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(reader);
    }
}
