package io.holdfast.lint;

import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.explain.Explanation;
import io.holdfast.explain.Finding;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.ControlSwitch;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one built pipeline: what it is made of, what the user has said of it, its operations, and the switch for
 * an operator's override.
 *
 * <p><b>Thread-safety.</b> May be used by any thread.
 */
public final class Dossier {
    /** Of a program that makes up names of operations, no more than so many are remembered. */
    private static final int MOST_OPERATIONS = 1_000;

    private final PipelineInfo info;
    private final Declared declared;
    private final Set<Policy> shared;
    private final TimeSource time;
    private final Events events;
    private final FaultLog faults;
    private final ControlSwitch control;
    private final ConcurrentSkipListMap<String, Use> operations = new ConcurrentSkipListMap<>();
    private final Map<String, String> sources = new ConcurrentHashMap<>();
    private volatile List<Finding> builtWith = List.of();

    /**
     * A dossier.
     *
     * @param info what the pipeline is made of
     * @param declared what the user has said of it
     * @param shared which of its policies were given as live ones
     * @param time its time
     * @param events its listeners
     * @param faults where throwables of listeners go
     */
    public Dossier(
            PipelineInfo info, Declared declared, Set<Policy> shared, TimeSource time, Events events, FaultLog faults) {
        this.info = info;
        this.declared = declared;
        this.shared = Set.copyOf(shared);
        this.time = time;
        this.events = events;
        this.faults = faults;
        this.control = new ControlSwitch(info.name(), time, events, faults);
    }

    /**
     * What the pipeline is made of.
     *
     * @return its name, policies and limits
     */
    public PipelineInfo info() {
        return info;
    }

    /**
     * What the user has said of it.
     *
     * @return the declaration
     */
    public Declared declared() {
        return declared;
    }

    /**
     * Where an operator's override of the whole pipeline is set.
     *
     * @return the switch
     */
    public ControlSwitch control() {
        return control;
    }

    /**
     * The entry of an operation.
     *
     * @param name its name
     * @return the same for the same name
     */
    public Use operation(String name) {
        Use known = operations.get(name);
        if (known != null) {
            return known;
        }
        Use made = new Use(name, new ControlSwitch(info.name() + "/" + name, time, events, faults));
        if (operations.size() >= MOST_OPERATIONS) {
            return made;
        }
        Use before = operations.putIfAbsent(name, made);
        return before == null ? made : before;
    }

    /**
     * Its operations by name.
     *
     * @return a live view
     */
    public Map<String, Use> operations() {
        return Collections.unmodifiableMap(operations);
    }

    /**
     * The override of the pipeline or of an operation on it, whichever lets fewer calls do their usual work: a refusal
     * before passing through, and that before a dry run.
     *
     * @param use the operation; null for a direct call
     * @return null in normal operation
     */
    public @Nullable Mode mode(@Nullable Use use) {
        Mode all = control.mode();
        Mode one = use == null ? null : use.control().mode();
        if (all == Mode.FORCED_OPEN || one == Mode.FORCED_OPEN) {
            return Mode.FORCED_OPEN;
        }
        return all == Mode.OFF || one == Mode.OFF ? Mode.OFF : all == null ? one : all;
    }

    /**
     * Remembers what was found when the pipeline was built and cannot be found again.
     *
     * @param findings the findings
     */
    public void builtWith(List<Finding> findings) {
        builtWith = List.copyOf(findings);
    }

    /**
     * What the linter says now.
     *
     * @return all findings, the accepted ones included
     */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(Linter.check(plan()));
        findings.addAll(builtWith);
        return List.copyOf(findings);
    }

    /**
     * Refuses nonsense.
     *
     * @throws IllegalArgumentException saying what is wrong and how to mend it
     */
    public void check() {
        Linter.refuse(info.name(), findings());
    }

    /**
     * The pipeline explained.
     *
     * @return a snapshot
     */
    public Explanation explain() {
        return Explaining.explain(this);
    }

    /**
     * Remembers where an option of a policy comes from.
     *
     * @param policy the policy's name
     * @param option the option
     * @param source for example {@code environment}
     */
    public void source(String policy, String option, String source) {
        sources.put(policy + "." + option, source);
    }

    String source(String policy, String option) {
        return sources.getOrDefault(policy + "." + option, "code");
    }

    boolean isShared(Policy policy) {
        return shared.contains(policy);
    }

    @Nullable
    Control override() {
        return control.control();
    }

    Plan plan() {
        long within = info.within().map(Duration::toNanos).orElse(Deadline.NEVER);
        List<Part> parts = info.policies().stream()
                .map(policy -> Part.of(policy, isShared(policy)))
                .toList();
        return new Plan(info.name(), within, parts, declared);
    }
}
