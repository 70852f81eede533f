package io.holdfast.benchmarks;

import io.holdfast.event.Subscription;
import io.holdfast.spi.Activity;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.Reading;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to be seen: pipelines whose calls are counted and read once per second, beside the same unseen. */
public class Watched {
    /** Four policies, unseen: the same as FourPolicies, in this run. */
    @Benchmark
    public String unseen(Pipelines pipelines, Turn turn) {
        return pipelines.fourConsecutive.call(turn.work());
    }

    /** Four policies, counted and read once per second. */
    @Benchmark
    public String seen(Pipelines pipelines, Scrape scrape, Turn turn) {
        return pipelines.fourConsecutive.call(turn.work());
    }

    /** No policy, unseen. */
    @Benchmark
    public String emptyUnseen(Pipelines pipelines, Turn turn) {
        return pipelines.empty.call(turn.work());
    }

    /** No policy, counted and read once per second. */
    @Benchmark
    public String emptySeen(Pipelines pipelines, Scrape scrape, Turn turn) {
        return pipelines.empty.call(turn.work());
    }

    /** Somebody who looks once per second. */
    @State(Scope.Benchmark)
    public static class Scrape {
        private List<Activity> activities = List.of();
        private List<Subscription> watches = List.of();
        private Thread reader = new Thread();
        private volatile boolean over;
        private volatile long seen;

        /** Begins to look. */
        @Setup
        public void begin(Pipelines pipelines) {
            activities = List.of(
                    pipelines.fourConsecutive.info().activity(),
                    pipelines.empty.info().activity());
            watches = activities.stream().map(Activity::watch).toList();
            reader = new Thread(this::look, "scrape");
            reader.setDaemon(true);
            reader.start();
        }

        private void look() {
            long sum = 0;
            while (!over) {
                for (Activity activity : activities) {
                    for (CallCounts counts : activity.operations()) {
                        for (Reading reading : counts.readings()) {
                            sum += reading.value().getAsLong();
                        }
                    }
                }
                seen = sum;
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }

        /** Ends. */
        @TearDown
        public void end() {
            over = true;
            LockSupport.unpark(reader);
            watches.forEach(Subscription::close);
        }
    }
}
