package io.holdfast.timelimiter;

import io.holdfast.spi.Limit;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits how long one attempt may take. The work runs on the caller's own thread and is <b>interrupted</b> when its time is
 * up: it must answer to interruption for the limit to hold, as blocking calls of the JDK's {@code HttpClient}, sleeps,
 * queues and locks taken interruptibly do.
 *
 * <p><b>Interrupting closes channels.</b> A thread that is blocked in an {@link java.nio.channels.InterruptibleChannel} (a
 * {@code FileChannel}, a {@code SocketChannel}) has that channel <b>closed</b> by an interrupt, for all its users. Do not put
 * this limit around work on a shared file channel, or around a database that keeps its files open through one. Blocking
 * reads of {@code java.net.Socket} do not answer to interruption at all: set their own time-out.
 *
 * <p><b>Guarantees.</b> No interrupt of ours arrives after the call has returned, and one that somebody else sent is kept,
 * but for the window described at {@link io.holdfast.time.WatchdogSlot}. A call that was cut ends with {@link
 * io.holdfast.call.TimedOutException}, whatever the work made of the interrupt. Costs two uncontended atomic updates per
 * call and no thread.
 */
public final class TimeLimiter extends Limit {
    private final TimeLimiterSettings settings;
    private final long limitNanos;
    private final LongAdder cuts = new LongAdder();

    private TimeLimiter(TimeLimiterSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.settings = settings;
        this.limitNanos = settings.limit().toNanos();
    }

    /**
     * A limit for each attempt. For the whole call there is the pipeline's {@code within}.
     *
     * @param limit how long one attempt may take
     * @return a recipe
     */
    public static Recipe perAttempt(Duration limit) {
        return new Recipe(new TimeLimiterSettings(limit));
    }

    /**
     * Settings of a time limiter that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(TimeLimiterSettings settings) implements PolicyRecipe {
        /**
         * Makes a time limiter to share, on the machine's own time.
         *
         * @param name what it is called
         * @return the time limiter
         */
        public TimeLimiter build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "time-limiter";
        }

        @Override
        public TimeLimiter create(PolicySite site) {
            return new TimeLimiter(settings, site);
        }
    }

    /**
     * Its settings.
     *
     * @return as built
     */
    public TimeLimiterSettings settings() {
        return settings;
    }

    @Override
    public long limitNanos() {
        return limitNanos;
    }

    @Override
    public void cut(long given, long elapsed) {
        cuts.increment();
        if (events().wanted(WorkCut.class)) {
            events().publish(new WorkCut(name(), given, elapsed));
        }
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.counter("cuts", "attempts", cuts::sum));
        return readings;
    }
}
