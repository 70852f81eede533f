package io.holdfast.bulkhead;

import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.event.Events;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Options;
import io.holdfast.spi.Ticket;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A pool of permits with its settings, and what there is to say of it. A {@link Bulkhead} is one compartment, {@link
 * Compartments} are many.
 */
final class Compartment implements Refuser {
    final PermitPool pool;
    private final Gate gate;
    private final String key;
    private final AtomicReference<BulkheadSettings> settings;

    /**
     * A compartment.
     *
     * @param key its name; empty for the only one of a bulkhead
     * @param index its place; every permit carries it
     */
    Compartment(Gate gate, String key, int index, BulkheadSettings settings) {
        this.gate = gate;
        this.key = key;
        this.settings = new AtomicReference<>(settings);
        this.pool = new PermitPool(settings.permits(), (long) index << 1, gate.time());
    }

    /** Which place a permit belongs to. */
    static int index(long permit) {
        return (int) (permit >>> 1);
    }

    String key() {
        return key;
    }

    BulkheadSettings settings() {
        return settings.get();
    }

    /** What to answer whom the pool gave no permit. */
    long refuseOrQueue() {
        look();
        int maxWaiting = settings().maxWaiting();
        if (maxWaiting == 0) {
            return Refusal.code(RejectionKind.CONCURRENCY_FULL, 0);
        }
        return pool.waiting() >= maxWaiting ? Refusal.code(RejectionKind.QUEUE_FULL, 0) : Gate.QUEUE;
    }

    long enqueue(Ticket ticket, long now, long deadline) {
        look();
        BulkheadSettings present = settings();
        if (Deadline.passed(deadline, now)) {
            return Refusal.code(RejectionKind.DEADLINE, 0);
        }
        long until =
                Deadline.earlier(deadline, Deadline.after(now, present.maxWait().toNanos()));
        int position = pool.waiting() + 1;
        if (pool.free() <= 0 && pool.pace().hopeless(position, Deadline.remaining(until, now))) {
            return Refusal.code(RejectionKind.WAIT_HOPELESS, pool.pace().expectedNanos(position));
        }
        ticket.notAfter(until);
        return pool.enqueue(ticket, present.maxWaiting()) ? 0 : Refusal.code(RejectionKind.QUEUE_FULL, 0);
    }

    /** Notes who holds permits now, and tells of one that is held suspiciously long. */
    void look() {
        try {
            pool.oldest().look(0, pool.permits());
            Events events = gate.events();
            if (events.wanted(PermitHeldLong.class)) {
                long held = pool.oldest().heldNanos(pool.permits());
                if (held - settings().suspectAfter().toNanos() >= 0
                        && pool.oldest().tellOnce()) {
                    events.publish(new PermitHeldLong(name(), key, Duration.ofNanos(held), inUse(), pool.permits()));
                }
            }
        } catch (Throwable brokenClock) {
            gate.faults().report("Looking for the oldest holder", brokenClock);
        }
    }

    void reconfigure(BulkheadSettings next) {
        BulkheadSettings before = settings.getAndSet(next);
        pool.resize(() -> settings().permits());
        if (!before.equals(next) && gate.events().wanted(BulkheadReconfigured.class)) {
            gate.events().publish(new BulkheadReconfigured(name(), key, before, next));
        }
    }

    /** Gives it up if it is idle. */
    boolean seal() {
        return pool.seal(() -> settings().permits());
    }

    int inUse() {
        return pool.permits() - pool.free();
    }

    int available() {
        return Math.max(0, pool.free());
    }

    /** In nanoseconds; 0 when nothing is known. */
    long oldestHolderNanos() {
        look();
        return Math.max(0, pool.oldest().heldNanos(pool.permits()));
    }

    BulkheadView view() {
        look();
        BulkheadSettings present = settings();
        long word = pool.word();
        int permits = pool.permits();
        long held = pool.oldest().heldNanos(permits);
        return new BulkheadView(
                name(),
                key,
                permits,
                permits - PermitWord.free(word),
                PermitWord.waiters(word),
                present.maxWaiting(),
                present.maxWait(),
                held < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(held)));
    }

    @Override
    public String name() {
        return gate.name();
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        if (refusal.kind() == RejectionKind.FORCED_OPEN) {
            return "";
        }
        BulkheadView now = view();
        StringBuilder text = new StringBuilder();
        if (!key.isEmpty()) {
            text.append("compartment '").append(key).append("', ");
        }
        text.append(now.inUse()).append(" of ").append(now.permits()).append(" in use, ");
        text.append(now.waiting()).append(" of ").append(now.maxWaiting()).append(" waiting");
        now.oldestHolder()
                .filter(age -> !age.isZero())
                .ifPresent(
                        age -> text.append(", oldest permit held for at least ").append(words(age)));
        return text.toString();
    }

    private static String words(Duration age) {
        long millis = age.toMillis();
        return Options.text(millis == 0 ? age : Duration.ofMillis(millis));
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new BulkheadFullException(refusal, withTrace);
    }
}
