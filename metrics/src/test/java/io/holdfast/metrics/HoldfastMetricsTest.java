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
import io.holdfast.time.TimeSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
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
            Gauge height = meters.get("holdfast.height").tag("policy", "front").gauge();
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
        assertThat(meters.getMeters()).hasSize(3);
        bound.close();
        bound.close();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void aPolicyThatPipelinesShareHasOneSetOfMeters() {
        pipeline("p", door);
        pipeline("q", door);
        HoldfastMetrics.bindTo(meters, registry);
        assertThat(meters.getMeters()).hasSize(3);
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
        assertThat(meters.getMeters()).hasSize(3);

        first.close();
        HoldfastMetrics.bindTo(meters, registry);
        assertThat(meters.getMeters()).hasSize(3);
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
        assertThat(meters.find("holdfast.height").tag("policy", "back").meter()).isNull();
        assertThat(meters.getMeters()).hasSize(3);
    }
}
