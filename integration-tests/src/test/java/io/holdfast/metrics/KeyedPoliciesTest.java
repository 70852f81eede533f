package io.holdfast.metrics;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keyed policies that come, refuse and go, ten at a time. */
class KeyedPoliciesTest {
    private final Registry registry = Registry.create();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private Pipeline refusing(int number) {
        Pipeline pipeline = Pipeline.named("pipeline-" + number)
                .in(registry)
                .with(KeyedRateLimiter.perKey(
                        RateLimiter.permits(1).per(ofSeconds(1_000)).burst(1)))
                .build();
        var read = pipeline.operation("read", String.class, String.class)
                .key(customer -> customer)
                .build();
        for (int call = 0; call < 3; call++) {
            read.tryCall("customer-" + number, customer -> "x");
        }
        return pipeline;
    }

    @Test
    void tenThousandLeaveNoMeterAndNoListenerBehind() {
        HoldfastMetrics.bindTo(meters, registry, MetricsOptions.standard().mostRefusedKeys(10));
        List<Pipeline> alive = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < 10_000; i++) {
            alive.add(refusing(i));
            if (alive.size() == 10) {
                meters.getMeters().forEach(meter -> meter.measure().forEach(sample -> sample.getValue()));
                rows += meters.find("holdfast.key.rejections").tag("key", "customer-" + i).gauges().stream()
                        .mapToInt(gauge -> (int) gauge.value())
                        .sum();
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
        assertThat(rows).as("refusals shown by key, of each tenth policy").isEqualTo(2_000);
        assertThat(meters.getMeters()).isEmpty();
    }
}
