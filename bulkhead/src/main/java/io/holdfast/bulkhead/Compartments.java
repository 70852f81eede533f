package io.holdfast.bulkhead;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bulkhead for each class of callers, so that no class can take the permits of another: checkout 50, catalogue 30, admin
 * 10; and what agents do apart from what people do.
 *
 * <p><b>Key.</b> The caller class is the operation's key, else the subject of the call, as its {@code toString()} tells it: a
 * string, an enum constant, or something else with a short name that is always the same. A call without a subject is a mistake in the program: it
 * ends with an {@link IllegalStateException} that says what to declare; a caller class that was not declared, where there may
 * be no others, ends with an {@link IllegalArgumentException}.
 *
 * <p><b>Guarantees.</b> Each compartment keeps what {@link Bulkhead} keeps, and nothing that happens in one is felt in
 * another. Compartments of classes that were not declared are made when they are needed; there are never more than {@link
 * CompartmentsSettings#maxOthers}; only an idle one gives way to another, and nothing is lost with it.
 */
public final class Compartments extends Gate implements Reconfigurable<CompartmentsSettings> {
    private final AtomicReference<CompartmentsSettings> settings;
    private final CompartmentTable table;

    private Compartments(CompartmentsSettings settings, PolicySite site) {
        super(site.name(), site.time());
        this.settings = new AtomicReference<>(settings);
        this.table = new CompartmentTable(this, settings);
    }

    /**
     * The first compartment, in front of which nobody waits.
     *
     * @param callerClass whose
     * @param permits how many of its calls may run at one time
     * @return a recipe
     */
    public static Recipe of(String callerClass, int permits) {
        return of(callerClass, BulkheadSettings.of(permits));
    }

    /**
     * The first compartment.
     *
     * @param callerClass whose
     * @param settings its settings
     * @return a recipe
     */
    public static Recipe of(String callerClass, BulkheadSettings settings) {
        Map<String, BulkheadSettings> first = new LinkedHashMap<>();
        first.put(Require.name("compartment", callerClass), settings);
        return new Recipe(new CompartmentsSettings(first, Optional.empty(), 0));
    }

    /**
     * Settings of compartments that have not been made yet.
     *
     * @param settings the settings
     */
    public record Recipe(CompartmentsSettings settings) implements PolicyRecipe {
        /**
         * One compartment more, in front of which nobody waits.
         *
         * @param callerClass whose
         * @param permits how many of its calls may run at one time
         * @return a new recipe
         */
        public Recipe and(String callerClass, int permits) {
            return and(callerClass, BulkheadSettings.of(permits));
        }

        /**
         * One compartment more.
         *
         * @param callerClass whose
         * @param own its settings
         * @return a new recipe
         */
        public Recipe and(String callerClass, BulkheadSettings own) {
            if (settings.compartments().containsKey(callerClass)) {
                throw Require.refused("compartment", callerClass, "each caller class once");
            }
            return new Recipe(settings.with(callerClass, own));
        }

        /**
         * Gives every caller class that is not declared a compartment of its own while it has calls. Without this, such a
         * call is an error.
         *
         * @param each the settings of each
         * @param most how many may have one at one time
         * @return a new recipe
         */
        public Recipe others(BulkheadSettings each, int most) {
            return new Recipe(new CompartmentsSettings(settings.compartments(), Optional.of(each), most));
        }

        /**
         * Makes compartments to share, or to use by hand, on the machine's own time.
         *
         * @param name what they are called
         * @return the compartments
         */
        public Compartments build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "compartments";
        }

        @Override
        public Compartments create(PolicySite site) {
            return new Compartments(settings, site);
        }
    }

    /**
     * What they are doing now.
     *
     * @return a snapshot
     */
    public CompartmentsView view() {
        return new CompartmentsView(
                name(),
                table.all().stream().map(Compartment::view).toList(),
                settings().maxOthers());
    }

    @Override
    public CompartmentsSettings settings() {
        return settings.get();
    }

    /**
     * Puts other settings in force without waiting for anybody, as {@link Bulkhead#reconfigure} does. Which compartments are
     * declared, and how many others there may be, cannot be changed.
     */
    @Override
    public void reconfigure(CompartmentsSettings next) {
        CompartmentsSettings before = settings();
        if (!next.compartments().keySet().equals(before.compartments().keySet())
                || next.maxOthers() != before.maxOthers()) {
            throw Require.refused(
                    "compartments and maxOthers",
                    next.compartments().keySet() + " and " + next.maxOthers(),
                    before.compartments().keySet() + " and " + before.maxOthers()
                            + ": on a live policy only what is inside of them can be changed");
        }
        settings.set(next);
        CompartmentsSettings present;
        do { // of two changes at once, one may have applied what the other has replaced
            present = settings();
            for (Compartment each : table.all()) {
                each.reconfigure(settingsOf(each.key()).orElseThrow());
            }
        } while (present != settings());
    }

    private Optional<BulkheadSettings> settingsOf(String callerClass) {
        CompartmentsSettings present = settings();
        BulkheadSettings declared = present.compartments().get(callerClass);
        return declared == null ? present.others() : Optional.of(declared);
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public int needs() {
        return HOLD_UNTIL_WORK_ENDS | KEYED;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        String callerClass = callerClass(subject);
        Compartment there = table.find(callerClass);
        if (there != null) {
            long permit = there.pool.tryAcquire(now);
            if (permit >= 0) {
                return permit;
            }
        }
        return enterSlowly(callerClass, now);
    }

    private long enterSlowly(String callerClass, long now) {
        while (true) {
            Compartment there = compartment(callerClass);
            if (there == null) {
                return refuse(RejectionKind.TOO_MANY_KEYS, 0);
            }
            long permit = there.pool.tryAcquire(now);
            if (permit >= 0) {
                return permit;
            }
            if (!there.pool.sealed()) {
                return there.refuseOrQueue();
            }
        }
    }

    private String callerClass(@Nullable Object subject) {
        if (subject instanceof String text) {
            return text;
        }
        if (subject == null || subject == NO_SUBJECT) {
            throw new IllegalStateException(
                    "'" + name() + "': a call without a subject belongs to no compartment (expected:"
                            + " an operation with a key, or callWith(callerClass, work))");
        }
        return subject.toString();
    }

    private @Nullable Compartment compartment(String callerClass) {
        Compartment declared = table.find(callerClass);
        if (declared != null && !declared.pool.sealed()) {
            return declared;
        }
        BulkheadSettings own = settingsOf(callerClass)
                .orElseThrow(() -> new IllegalArgumentException("'" + name()
                        + "': no compartment for '" + callerClass + "' (expected: one of "
                        + settings().compartments().keySet() + ", or others(...) declared)"));
        Compartment made = table.other(callerClass, own);
        BulkheadSettings present = settingsOf(callerClass).orElse(own);
        while (made != null && !made.settings().equals(present)) {
            made.reconfigure(present); // they changed meanwhile
            present = settingsOf(callerClass).orElse(own);
        }
        return made;
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        String callerClass = callerClass(ticket.subject());
        while (true) {
            Compartment there = compartment(callerClass);
            if (there == null) {
                return refuse(RejectionKind.TOO_MANY_KEYS, 0);
            }
            long answer = there.enqueue(ticket, now, deadline);
            if (answer == 0 || !there.pool.sealed()) {
                return answer;
            }
        }
    }

    /** Who waits keeps its compartment from being sealed, so it is there. */
    @Override
    public void left(Ticket ticket) {
        Compartment there = table.find(callerClass(ticket.subject()));
        if (there != null) {
            there.pool.left();
        }
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        table.at(Compartment.index(permit)).pool.release(permit);
    }

    @Override
    protected Refusal<?> refusal(String pipeline, long code, @Nullable Object subject) {
        Compartment there = subject == null || subject == NO_SUBJECT ? null : table.find(callerClass(subject));
        return there == null ? refusal(pipeline, code) : new Refusal<>(there, pipeline, code);
    }

    @Override
    public String numbers(Refusal<?> refusal) {
        return refusal.kind() == RejectionKind.TOO_MANY_KEYS
                ? table.others() + " of " + settings().maxOthers() + " other compartments in use"
                : "";
    }

    @Override
    public RejectedException exception(Refusal<?> refusal, boolean withTrace) {
        return new BulkheadFullException(refusal, withTrace);
    }

    @Override
    public List<Fact> facts() {
        return List.of(settings().inAll());
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.gauge("permits.in.use", "permits", () -> sum(Compartment::inUse)));
        readings.add(Reading.gauge("waiting", "calls", () -> sum(each -> each.pool.waiting())));
        readings.add(
                Reading.gauge("compartments", "compartments", () -> table.all().size()));
        readings.add(Reading.gauge(
                "oldest.holder",
                "nanoseconds",
                () -> table.all().stream()
                        .mapToLong(Compartment::oldestHolderNanos)
                        .max()
                        .orElse(0)));
        readings.addAll(waitReadings());
        return readings;
    }

    private long sum(ToIntFunction<Compartment> number) {
        return table.all().stream().mapToInt(number).sum();
    }
}
