package io.holdfast.bulkhead;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
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
public final class Bulkhead extends Gate implements Reconfigurable<BulkheadSettings> {
    private final Compartment only;
    private final PermitPool pool;

    private Bulkhead(BulkheadSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.only = new Compartment(this, "", 0, settings);
        this.pool = only.pool;
    }

    /**
     * A bulkhead in front of which nobody waits.
     *
     * @param permits how many calls may run at one time
     * @return a recipe
     */
    public static Recipe of(int permits) {
        return new Recipe(BulkheadSettings.of(permits));
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
            return new Recipe(settings.withQueue(maxWaiting, maxWait));
        }

        /**
         * From which age on a permit that is still held is announced as {@link PermitHeldLong}.
         *
         * @param age the age
         * @return a new recipe
         */
        public Recipe suspectAfter(Duration age) {
            return new Recipe(settings.withSuspectAfter(age));
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
     * What it is doing now.
     *
     * @return a snapshot
     */
    public BulkheadView view() {
        return only.view();
    }

    /**
     * How many permits are free.
     *
     * @return from 0 to the number of permits
     */
    public int available() {
        return only.available();
    }

    /**
     * How many permits are taken.
     *
     * @return from 0 on; more than the permits after their number was lowered, until calls end
     */
    public int inUse() {
        return only.inUse();
    }

    /**
     * How many calls wait.
     *
     * @return from 0 to the most that may wait
     */
    public int waiting() {
        return pool.waiting();
    }

    @Override
    public BulkheadSettings settings() {
        return only.settings();
    }

    /**
     * Puts other settings in force without waiting for anybody. More permits serve waiters at once. Fewer take none away: the
     * excess drains as calls end, and until then nobody enters. Who waits already goes on waiting as it began; when two
     * threads do this at once, the settings of one are in force afterwards, as a whole.
     */
    @Override
    public void reconfigure(BulkheadSettings next) {
        only.reconfigure(Require.given("settings", next));
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
        long permit = pool.tryAcquire(now);
        return permit >= 0 ? permit : only.refuseOrQueue();
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        return only.enqueue(ticket, now, deadline);
    }

    @Override
    public void left(Ticket ticket) {
        pool.left();
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        pool.release(permit);
    }

    @Override
    protected Refusal<?> refusal(String pipeline, long code) {
        return repeatedRefusal(pipeline, code);
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return only.numbers(refusal);
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return only.exception(refusal, withTrace);
    }

    @Override
    public List<Fact> facts() {
        BulkheadSettings now = settings();
        return List.of(new Fact.Concurrency(
                now.permits(), now.maxWaiting(), now.maxWait().toNanos()));
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.in.use", "permits", this::inUse));
        readings.add(Reading.gauge("permits.available", "permits", this::available));
        readings.add(Reading.gauge("permits.limit", "permits", pool::permits));
        readings.add(Reading.gauge("waiting", "calls", this::waiting));
        readings.add(Reading.gauge("oldest.holder", "nanoseconds", only::oldestHolderNanos));
        readings.addAll(waitReadings());
        return readings;
    }
}
