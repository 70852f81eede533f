package io.holdfast;

import io.holdfast.explain.Inventory;
import io.holdfast.lint.Dossier;
import io.holdfast.lint.FindingLog;
import io.holdfast.lint.Inventories;
import io.holdfast.spi.PipelineInfo;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    }
}
