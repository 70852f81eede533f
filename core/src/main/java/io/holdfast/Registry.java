package io.holdfast;

import io.holdfast.event.FaultLog;
import io.holdfast.event.Subscription;
import io.holdfast.explain.Explanation;
import io.holdfast.explain.Inventory;
import io.holdfast.lint.Dossier;
import io.holdfast.lint.FindingLog;
import io.holdfast.lint.Inventories;
import io.holdfast.spi.Control;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Require;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines and operations that somebody may look at: meter binders, health checks, inventories.
 *
 * <p>Registering never fails on a name: two pipelines may be called alike, and a binder that cannot have that refuses it.
 * The {@linkplain #standard() standard} registry remembers weakly: a pipeline that nobody uses any more disappears from it.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 */
public final class Registry {
    private static final Registry STANDARD = new Registry(true);

    private final ConcurrentLinkedQueue<Supplier<OperationInfo>> operations = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Supplier<@Nullable Dossier>> dossiers = new ConcurrentLinkedQueue<>();
    private final FindingLog log = new FindingLog();
    private final AtomicBoolean changing = new AtomicBoolean();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final FaultLog faults = new FaultLog("registry");
    private final boolean weak;

    private Registry(boolean weak) {
        this.weak = weak;
    }

    /**
     * The registry of all pipelines that were built without naming one. Remembers weakly.
     *
     * @return the registry of this process
     */
    public static Registry standard() {
        return STANDARD;
    }

    /**
     * A registry of one's own, for a test or a part of an application. Remembers strongly.
     *
     * @return a new, empty registry
     */
    public static Registry create() {
        return new Registry(false);
    }

    /**
     * What is registered and alive.
     *
     * @return the pipelines, in the order of their registration
     */
    public List<PipelineInfo> pipelines() {
        return dossiers().stream().map(Dossier::info).toList();
    }

    /**
     * The pipelines of a name.
     *
     * @param name the name
     * @return none, one, or several
     */
    public List<PipelineInfo> find(String name) {
        return pipelines().stream().filter(info -> info.name().equals(name)).toList();
    }

    /**
     * The operations that were declared on its pipelines and are alive.
     *
     * @return in the order of their declaration
     */
    public List<OperationInfo> operations() {
        return operations.stream().map(Supplier::get).filter(Objects::nonNull).toList();
    }

    void register(OperationInfo info) {
        operations.removeIf(reference -> reference.get() == null);
        operations.add(weak ? new WeakReference<>(info)::get : () -> info);
        changed();
    }

    /**
     * Forgets a pipeline and its operations: nobody looks at them through this registry any more. They go on working.
     *
     * @param pipeline which one
     * @return whether it was registered
     */
    public boolean remove(Pipeline pipeline) {
        PipelineInfo info = pipeline.info();
        boolean removed = dossiers.removeIf(reference -> isOf(reference.get(), info));
        if (removed) {
            operations.removeIf(reference -> isOnly(reference.get(), info.name()));
            changed();
        }
        return removed;
    }

    /**
     * Listens to which pipelines and operations there are.
     *
     * @param listener called after a pipeline or operation was registered or removed, on the thread that did it; must not block
     * @return the handle that removes it
     */
    public Subscription onChange(Runnable listener) {
        Runnable own = Require.given("listener", listener)::run; // the same one may listen twice
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /**
     * How many listen to it, for leak checks.
     *
     * @return the number of open subscriptions
     */
    public int subscriptions() {
        return listeners.size();
    }

    /**
     * Explains the pipelines of a name.
     *
     * @param name the name
     * @return none, one, or several
     */
    public List<Explanation> explain(String name) {
        return dossiers().stream()
                .filter(dossier -> dossier.info().name().equals(name))
                .map(Dossier::explain)
                .toList();
    }

    /**
     * Overrides a pipeline, one operation of it ({@code pipeline/operation}), or a single policy, by name; in force from the
     * next call on, replacing an earlier override of the same. Where several have that name, all of them are overridden.
     *
     * <p>{@code FORCED_OPEN} refuses every call, {@code OFF} passes it through as if there were no policies, {@code DRY_RUN}
     * lets every policy count and report what it would have done. When both a pipeline and an operation on it are overridden,
     * the first of these three wins. Overrides survive {@link #apply changes of settings} and end by themselves when they
     * have an end. Each change is a {@link io.holdfast.spi.ControlChanged}.
     *
     * @param target whose name
     * @param order what, who, why, and for how long
     * @throws IllegalArgumentException when nothing has that name; the message tells the nearest one
     */
    public void control(String target, Control order) {
        new Targets(dossiers()).apply(target, order);
    }

    /**
     * Ends an override; does nothing when there is none.
     *
     * @param target whose name
     * @param author who ordered it
     * @param reason why
     * @throws IllegalArgumentException when nothing has that name
     */
    public void removeControl(String target, String author, String reason) {
        new Targets(dossiers()).remove(target, author, reason);
    }

    /**
     * The overrides in force.
     *
     * @return by the name of what is overridden
     */
    public Map<String, Control> controls() {
        return new Targets(dossiers()).controls();
    }

    /**
     * What {@link #apply} would change. Changes nothing.
     *
     * @param settings options as text
     * @return one line per option that is another one than now
     * @throws IllegalArgumentException as {@code apply}
     */
    public List<Change> diff(Settings settings) {
        return transaction(settings).changes();
    }

    /**
     * Changes the settings of live policies, all or none. What they have learned, and what is on its way through them, stays,
     * and so do overrides.
     *
     * @param settings options as text
     * @return what has changed, and the way back
     * @throws IllegalArgumentException when a key is unknown (the message tells the nearest one), a value is not accepted, or
     *     the linter finds an error that was not there before; nothing has changed then
     * @throws IllegalStateException when another change is under way, or a policy was changed meanwhile; nothing has changed
     *     then
     */
    public Applied apply(Settings settings) {
        Transaction transaction = transaction(settings);
        transaction.apply();
        return new Applied(transaction);
    }

    private Transaction transaction(Settings settings) {
        return new Transaction(dossiers(), Require.given("settings", settings), changing);
    }

    /**
     * All pipelines at a glance.
     *
     * @return a snapshot, to be printed as a table or as JSON
     */
    public Inventory inventory() {
        return Inventories.of(dossiers());
    }

    List<Dossier> dossiers() {
        List<Dossier> alive = new ArrayList<>();
        for (Supplier<@Nullable Dossier> each : dossiers) {
            Dossier dossier = each.get();
            if (dossier != null) {
                alive.add(dossier);
            }
        }
        return alive;
    }

    void register(Dossier dossier) {
        dossiers.removeIf(reference -> reference.get() == null);
        dossiers.add(weak ? new WeakReference<>(dossier)::get : () -> dossier);
        log.built(dossier);
        changed();
    }

    private static boolean isOf(@Nullable Dossier dossier, PipelineInfo info) {
        return dossier != null && dossier.info() == info;
    }

    private static boolean isOnly(@Nullable OperationInfo operation, String pipeline) {
        return operation == null || operation.pipelines().equals(List.of(pipeline));
    }

    private void changed() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (Throwable thrown) {
                faults.report("A listener", thrown);
            }
        }
    }
}
