package io.holdfast.metrics;

import io.holdfast.event.Subscription;
import io.holdfast.spi.Activity;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.Degraded;
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
    private final DegradedMeters degraded;
    private final Subscription degradedListener;
    private final List<Meter> bound = new ArrayList<>();
    private final List<Subscription> timers = new ArrayList<>();
    private final Map<CallCounts, Integer> operations = new IdentityHashMap<>();
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
        this.degraded = new DegradedMeters(meters, this::tags);
        this.degradedListener = activity.on(Degraded.class, degraded);
        try {
            bound.addAll(ofPipeline(activity, pipeline, owner, this::beforeRead).bind(meters));
            again();
        } catch (Throwable broken) {
            detach();
            throw broken;
        }
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
        reader.reads(size() != known);
    }

    private int size() {
        int size = 0;
        for (CallCounts counts : activity.operations()) {
            size += counts.readings().size();
        }
        return size;
    }

    /** Binds new operations, and what has come to stand around old ones. */
    @Override
    public void again() {
        int size = 0;
        for (CallCounts counts : activity.operations()) {
            int before = operations.getOrDefault(counts, 0);
            int now = counts.readings().size();
            if (before < now) {
                bound.addAll(new ReadingMeters<>(
                                counts, CallCounts::readings, PipelineMeters::name, tags(counts.operation()), () -> {})
                        .bind(meters, before));
                operations.put(counts, now);
            }
            if (before == 0) {
                time(counts);
            }
            size += now;
        }
        known = size;
    }

    private static String name(Reading reading) {
        return "holdfast." + reading.name();
    }

    private Tags tags(String operation) {
        return Tags.of("pipeline", pipeline, "operation", operation, "owner", owner.owner(), "tier", owner.tier());
    }

    private void time(CallCounts counts) {
        if (options.buckets().isEmpty()) {
            return;
        }
        Timer timer = Timer.builder("holdfast.call.duration")
                .description("How long calls take, waits and repetitions included")
                .tags(tags(counts.operation()))
                .serviceLevelObjectives(options.buckets().toArray(Duration[]::new))
                .register(meters);
        bound.add(timer);
        timers.add(counts.time(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS)));
    }

    @Override
    public void detach() {
        watch.close();
        degradedListener.close();
        degraded.remove();
        life.clear();
        timers.forEach(Subscription::close);
        bound.forEach(meters::remove);
        bound.clear();
        operations.clear();
    }
}
