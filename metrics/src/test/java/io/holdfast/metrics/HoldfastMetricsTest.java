package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.TimeSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HoldfastMetricsTest {
    /** A gate with a gauge, which refuses when told so. */
    private static final class Door extends Gate {
        volatile boolean shut;
        volatile long height = 2;

        Door(String name) {
            super(name, TimeSource.system());
        }

        @Override
        public Role role() {
            return Role.CONCURRENCY;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return shut ? refuse(RejectionKind.CONCURRENCY_FULL, 0) : FREE;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}

        @Override
        public List<Reading> readings() {
            List<Reading> readings = new ArrayList<>(super.readings());
            readings.add(Reading.gauge("height", "metres", () -> height));
            return readings;
        }
    }

    /** Of one pipeline with one door: 3 of the pipeline, 3 of the door, attempts, and calls by reason. */
    private static final int METERS = 3 + 3 + 1 + 6 + RejectionKind.values().length - 2;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = Registry.create();
    private final Door door = new Door("front");

    private Pipeline pipeline(String name, Gate... gates) {
        PipelineBuilder builder = Pipeline.named(name).in(registry);
        for (Gate gate : gates) {
            builder.with(gate);
        }
        return builder.build();
    }

    @Test
    void countersAndGaugesFollowTheirReadings() {
        Pipeline pipeline = pipeline("p", door);
        try (HoldfastMetrics bound = HoldfastMetrics.bindTo(meters, registry)) {
            assertThat(bound).isNotNull();
            FunctionCounter rejections = meters.get("holdfast.rejections")
                    .tags("policy", "front", "role", "concurrency")
                    .functionCounter();
            Gauge height = meters.get("holdfast.bulkhead.height")
                    .tag("policy", "front")
                    .gauge();
            assertThat(rejections.count()).isZero();
            assertThat(height.value()).isEqualTo(2);

            door.shut = true;
            door.height = 3;
            pipeline.tryCall(() -> "no");
            assertThat(rejections.count()).isEqualTo(1);
            assertThat(height.value()).isEqualTo(3);
            assertThat(height.getId().getBaseUnit()).isEqualTo("metres");
        }
    }

    @Test
    void closingRemovesTheMetersAndMayBeRepeated() {
        pipeline("p", door);
        HoldfastMetrics bound = HoldfastMetrics.bindTo(meters, registry);
        assertThat(meters.getMeters()).hasSize(METERS);
        bound.close();
        bound.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void aPolicyThatPipelinesShareHasOneSetOfMeters() {
        pipeline("p", door);
        pipeline("q", door);
        HoldfastMetrics.bindTo(meters, registry);
        assertThat(meters.getMeters()).hasSize(2 * METERS - 3);
    }

    @Test
    void twoPoliciesOfOneNameAreRefusedAndNothingIsBound() {
        pipeline("p", door);
        pipeline("q", new Door("front"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldfastMetrics.bindTo(meters, registry))
                .withMessageContaining("two policies are called 'front' (expected: distinct names");
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void bindingWhatIsBoundIsRefusedAndLeavesTheFirstBindingAlone() {
        pipeline("p", door);
        HoldfastMetrics first = HoldfastMetrics.bindTo(meters, registry);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldfastMetrics.bindTo(meters, registry))
                .withMessageContaining("'front'");
        assertThat(meters.getMeters()).hasSize(METERS);

        first.close();
        HoldfastMetrics.bindTo(meters, registry);
        assertThat(meters.getMeters()).hasSize(METERS);
    }

    @Test
    void aPolicyOfAnotherRegistryWithTheSameNameIsRefusedAndNothingOfItIsBound() {
        pipeline("p", door);
        HoldfastMetrics.bindTo(meters, registry);
        Registry other = Registry.create();
        Pipeline.named("q")
                .in(other)
                .with(new Door("back"))
                .with(new Door("front"))
                .build();
        assertThatIllegalArgumentException().isThrownBy(() -> HoldfastMetrics.bindTo(meters, other));
        assertThat(meters.find("holdfast.bulkhead.height").tag("policy", "back").meter())
                .isNull();
        assertThat(meters.getMeters()).hasSize(METERS);
    }

    @Test
    void twoPipelinesOfOneNameAreRefusedAndALaterOneIsLeftOut() {
        pipeline("p");
        pipeline("p");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HoldfastMetrics.bindTo(meters, registry))
                .withMessageContaining("two pipelines are called 'p'");
        assertThat(meters.getMeters()).isEmpty();

        Registry second = Registry.create();
        Pipeline first = Pipeline.named("p").in(second).with(door).build();
        HoldfastMetrics.bindTo(meters, second);
        Pipeline later = Pipeline.named("p").in(second).build();
        assertThat(meters.getMeters()).hasSize(METERS);
        assertThat(later.info().activity().watchers()).isZero();
        second.remove(first);
        assertThat(later.info().activity().watchers()).isEqualTo(1);
        assertThat(meters.getMeters()).hasSize(METERS - 3);
    }

    @Test
    void whatIsRegisteredLaterIsBoundAndWhatIsRemovedIsNot() {
        try (HoldfastMetrics bound = HoldfastMetrics.bindTo(meters, registry)) {
            assertThat(bound).isNotNull();
            Pipeline pipeline = pipeline("p", door);
            assertThat(meters.getMeters()).hasSize(METERS);
            pipeline.call(() -> "x");
            assertThat(served("p")).isEqualTo(1);
            assertThat(registry.remove(pipeline)).isTrue();
            assertThat(registry.remove(pipeline)).isFalse();
            assertThat(meters.getMeters()).isEmpty();
            assertThat(pipeline.info().activity().watchers()).isZero();
        }
        assertThat(registry.subscriptions()).isZero();
    }

    private double served(String operation) {
        return meters.get("holdfast.calls")
                .tags("operation", operation, "reason", "served")
                .functionCounter()
                .count();
    }

    @Test
    void anOperationAppearsWithTheScrapeAfterItsDeclaration() {
        Pipeline pipeline = pipeline("p");
        HoldfastMetrics.bindTo(meters, registry);
        var read = pipeline.operation("read", String.class, String.class).build();
        read.call("s", s -> s);
        meters.getMeters().forEach(meter -> meter.measure().forEach(sample -> sample.getValue()));
        assertThat(served("read")).isEqualTo(1);
    }

    @Test
    void ownerAndTierAreTagsOfEveryMeter() {
        pipeline("p", door);
        HoldfastMetrics.bindTo(
                meters, registry, MetricsOptions.standard().owned(name -> new Ownership("team-" + name, "1")));
        assertThat(meters.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTag("owner")).isEqualTo("team-p"))
                .allSatisfy(meter -> assertThat(meter.getId().getTag("tier")).isEqualTo("1"))
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }

    @Test
    void timersAreOptInAndShareTheStartOfTheCall() {
        VirtualTime time = VirtualTime.automatic();
        Pipeline pipeline = Pipeline.named("p").time(time).in(registry).build();
        HoldfastMetrics bound = HoldfastMetrics.bindTo(
                meters, registry, MetricsOptions.standard().timers());
        pipeline.call(() -> {
            time.sleepUninterruptibly(Duration.ofMillis(30));
            return "x";
        });
        pipeline.callAsync(() -> CompletableFuture.completedFuture("x")).join();
        CompletableFuture<String> later = pipeline.callAsync(() -> time.later(Duration.ofMillis(20), "x"));
        assertThat(time.await(later)).isEqualTo("x");
        Timer timer = meters.get("holdfast.call.duration").tag("operation", "p").timer();
        assertThat(timer.count()).isEqualTo(3);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(50);
        bound.close();
        assertThat(pipeline.info().activity().calls("p").timer()).isNull();
    }

    @Test
    void aThousandPoliciesThatComeAndGoLeaveNothingBehind() {
        HoldfastMetrics.bindTo(meters, registry, MetricsOptions.standard().mostRefusedKeys(10));
        List<Pipeline> alive = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Door each = new Door("customer-" + i);
            each.shut = i % 2 == 0;
            Pipeline pipeline = pipeline("pipeline-" + i, each);
            pipeline.tryCall(() -> "x");
            alive.add(pipeline);
            if (alive.size() == 10) {
                alive.forEach(registry::remove);
                assertThat(alive).allSatisfy(gone -> {
                    assertThat(gone.info().activity().watchers()).isZero();
                    assertThat(gone.info().activity().events().subscriptions()).isZero();
                    assertThat(gone.info().policies().get(0).events().subscriptions())
                            .isZero();
                });
                alive.clear();
            }
        }
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void whatNobodyUsesAnyMoreLosesItsMeters() {
        Pipeline kept = Pipeline.named("kept").build();
        HoldfastMetrics bound = HoldfastMetrics.bindTo(meters, Registry.standard());
        int few = meters.getMeters().size();
        Pipeline.named("dropped").with(new Door("dropped/door")).build();
        assertThat(meters.getMeters()).hasSize(few + METERS);
        for (int i = 0; i < 100 && meters.getMeters().size() > few; i++) {
            System.gc();
            meters.getMeters().forEach(meter -> meter.measure().forEach(sample -> sample.getValue()));
        }
        assertThat(meters.getMeters()).hasSize(few);
        bound.close();
        assertThat(kept.info().activity().watchers()).isZero();
    }
}
