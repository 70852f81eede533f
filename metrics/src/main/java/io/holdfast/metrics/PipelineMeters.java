package io.holdfast.metrics;

import io.holdfast.event.Subscription;
import io.holdfast.spi.Activity;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Reading;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of one pipeline and its operations. Holds its activity, but not the pipeline. */
final class PipelineMeters implements RegistryFollower.Attached {
    /** Told before each reading of a pipeline. */
    @FunctionalInterface
    interface Reader {
        /** Whether there are operations that are not bound yet. */
        void reads(boolean newOperations);
    }

    private final MeterRegistry meters;
    private final Activity activity;
    private final String pipeline;
    private final Ownership owner;
    private final MetricsOptions options;
    private final Reader reader;
    private final WeakReference<Object> life; // is queued when the pipeline has become garbage
    private final Subscription watch;
    private final List<Meter> bound = new ArrayList<>();
    private final Map<CallCounts, Boolean> operations = new IdentityHashMap<>();
    private volatile int known;

    PipelineMeters(
            PipelineInfo info,
            Ownership owner,
            MetricsOptions options,
            Reader reader,
            ReferenceQueue<Object> gone,
            MeterRegistry meters) {
        this.meters = meters;
        this.activity = info.activity();
        this.pipeline = info.name();
        this.owner = owner;
        this.options = options;
        this.reader = reader;
        this.life = new WeakReference<>(info, gone);
        this.watch = activity.watch();
        bound.addAll(ofPipeline(activity, pipeline, owner, this::beforeRead).bind(meters));
        again();
    }

    static boolean clashes(MeterRegistry meters, PipelineInfo info, Ownership owner) {
        return ofPipeline(info.activity(), info.name(), owner, () -> {}).clashes(meters);
    }

    private static ReadingMeters<Activity> ofPipeline(
            Activity activity, String pipeline, Ownership owner, Runnable before) {
        Tags tags = Tags.of("pipeline", pipeline, "owner", owner.owner(), "tier", owner.tier());
        return new ReadingMeters<>(
                activity, Activity::readings, reading -> "holdfast.pipeline." + reading.name(), tags, before);
    }

    private void beforeRead() {
        reader.reads(activity.operations().size() != known);
    }

    /** Binds new operations. */
    @Override
    public void again() {
        for (CallCounts counts : activity.operations()) {
            if (operations.putIfAbsent(counts, true) == null) {
                bound.addAll(
                        new ReadingMeters<>(counts, CallCounts::readings, PipelineMeters::name, tags(counts), () -> {})
                                .bind(meters));
                time(counts);
            }
        }
        known = operations.size();
    }

    private static String name(Reading reading) {
        return "holdfast." + reading.name();
    }

    private Tags tags(CallCounts counts) {
        return Tags.of(
                "pipeline", pipeline, "operation", counts.operation(), "owner", owner.owner(), "tier", owner.tier());
    }

    private void time(CallCounts counts) {
        if (options.buckets().isEmpty()) {
            return;
        }
        Timer timer = Timer.builder("holdfast.call.duration")
                .description("How long calls take, waits and repetitions included")
                .tags(tags(counts))
                .serviceLevelObjectives(options.buckets().toArray(Duration[]::new))
                .register(meters);
        bound.add(timer);
        counts.timer(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void detach() {
        watch.close();
        life.clear();
        if (!options.buckets().isEmpty()) {
            operations.keySet().forEach(counts -> counts.timer(null));
        }
        bound.forEach(meters::remove);
        bound.clear();
        operations.clear();
    }
}
