package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class TwinNamesTest {
    @Test
    void aLaterPipelineWithTwoPoliciesOfOneNameIsLeftOut() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Registry registry = Registry.create();
        HoldfastMetrics.bindTo(meters, registry);
        Pipeline twins = Pipeline.named("twins")
                .in(registry)
                .with(new Door("door"))
                .with(new Door("door"))
                .build();
        assertThat(twins.info().activity().watchers()).isZero();
        assertThat(meters.getMeters()).isEmpty();
    }
}
