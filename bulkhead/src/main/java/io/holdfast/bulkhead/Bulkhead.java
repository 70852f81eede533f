package io.holdfast.bulkhead;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many calls a dependency has at one time, so that a slow one cannot take all threads of the service.
 *
 * <p><b>Guarantees.</b> Never more than the permits run at one time. A permit is given back exactly once, however the call
 * ends, and stays taken while abandoned work still runs. By default nobody waits; with {@link Recipe#queue} calls wait in the
 * order of their arrival, at most so many and at most so long, and never beyond their deadline.
 *
 * <p><b>Defaults.</b> See {@link BulkheadSettings}.
 */
public final class Bulkhead extends Gate {
    private final BulkheadSettings settings;
    private final long maxWaitNanos;
    private final PermitPool pool;

    private Bulkhead(BulkheadSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.settings = settings;
        this.maxWaitNanos = settings.maxWait().toNanos();
        this.pool = new PermitPool(settings.permits(), settings.maxWaiting());
    }

    /**
     * A bulkhead in front of which nobody waits.
     *
     * @param permits how many calls may run at one time
     * @return a recipe
     */
    public static Recipe of(int permits) {
        return new Recipe(new BulkheadSettings(permits, 0, Duration.ZERO));
    }

    /**
     * Settings of a bulkhead that has not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(BulkheadSettings settings) implements PolicyRecipe {
        /**
         * Lets calls wait for a permit, first come first served.
         *
         * @param maxWaiting how many may wait
         * @param maxWait how long each may wait
         * @return a new recipe
         */
        public Recipe queue(int maxWaiting, Duration maxWait) {
            return new Recipe(new BulkheadSettings(settings.permits(), maxWaiting, maxWait));
        }

        /**
         * Makes a bulkhead to share, or to use by hand, on the machine's own time.
         *
         * @param name what it is called
         * @return the bulkhead
         */
        public Bulkhead build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "bulkhead";
        }

        @Override
        public Bulkhead create(PolicySite site) {
            return new Bulkhead(settings, site);
        }
    }

    /**
     * How many permits are free.
     *
     * @return from 0 to the number of permits
     */
    public int available() {
        return pool.available();
    }

    /**
     * How many permits are taken.
     *
     * @return from 0 to the number of permits
     */
    public int inUse() {
        return settings.permits() - pool.available();
    }

    /**
     * How many calls wait.
     *
     * @return from 0 to the most that may wait
     */
    public int waiting() {
        return pool.waiting();
    }

    /**
     * Its settings.
     *
     * @return as built
     */
    public BulkheadSettings settings() {
        return settings;
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public int needs() {
        return HOLD_UNTIL_WORK_ENDS;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        if (pool.tryAcquire()) {
            return 0;
        }
        return maxWaitNanos > 0 ? QUEUE : refuse(RejectionKind.CONCURRENCY_FULL, 0);
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        ticket.notAfter(Deadline.earlier(deadline, Deadline.after(now, maxWaitNanos)));
        return pool.enqueue(ticket) ? 0 : refuse(RejectionKind.QUEUE_FULL, 0);
    }

    @Override
    public void left(Ticket ticket) {
        pool.left(ticket);
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        pool.release();
    }

    @Override
    protected Refusal<?> refusal(String pipeline, long code) {
        return repeatedRefusal(pipeline, code);
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return refusal.kind() == RejectionKind.FORCED_OPEN
                ? ""
                : inUse() + " of " + settings.permits() + " in use, " + waiting() + " of " + settings.maxWaiting()
                        + " waiting";
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new BulkheadFullException(refusal, withTrace);
    }

    @Override
    public List<Fact> facts() {
        return List.of(new Fact.Concurrency(settings.permits(), settings.maxWaiting(), maxWaitNanos));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.in.use", "permits", this::inUse));
        readings.add(Reading.gauge("permits.available", "permits", this::available));
        readings.add(Reading.gauge("waiting", "calls", this::waiting));
        return readings;
    }
}
