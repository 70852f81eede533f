package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is broken in one place is missing there, and nowhere else. */
class BrokenPartsTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = Registry.create();

    /** A gate whose readings break when they are wanted for the second time. */
    private static final class Unreadable extends Gate {
        private int asked;

        Unreadable() {
            super("unreadable", TimeSource.system());
        }

        @Override
        public Role role() {
            return Role.RATE;
        }

        @Override
        public int needs() {
            return KEYED;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return refuse(RejectionKind.RATE_LIMITED, 0);
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}

        @Override
        public List<Reading> readings() {
            if (asked++ % 2 == 1) {
                throw new IllegalStateException("on purpose");
            }
            return super.readings();
        }
    }

    @Test
    void anOwnerThatCannotBeToldKeepsOnlyItsOwnPipelineFromBeingShown() {
        HoldfastMetrics.bindTo(
                meters, registry, MetricsOptions.standard().timers().owned(name -> {
                    if (name.equals("broken")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return Ownership.NONE;
                }));
        Pipeline.named("broken").in(registry).build();
        Pipeline whole = Pipeline.named("whole").in(registry).build();
        assertThat(whole.info().activity().watchers()).isEqualTo(1);
        assertThat(meters.find("holdfast.calls").tag("pipeline", "whole").meters())
                .isNotEmpty();
    }

    @Test
    void aPolicyThatCannotBeReadKeepsOnlyItsOwnMetersAwayAndLeavesNoListener() {
        HoldfastMetrics bound = HoldfastMetrics.bindTo(
                meters, registry, MetricsOptions.standard().mostRefusedKeys(3));
        Unreadable gate = new Unreadable();
        Pipeline broken = Pipeline.named("broken").in(registry).with(gate).build();
        Pipeline whole =
                Pipeline.named("whole").in(registry).with(new Door("door")).build();
        for (int i = 0; i < 10; i++) {
            bound.refresh();
        }
        assertThat(whole.info().activity().watchers()).isEqualTo(1);
        assertThat(broken.info().activity().watchers()).isLessThanOrEqualTo(1);
        assertThat(gate.events().subscriptions()).isLessThanOrEqualTo(1);
        bound.close();
        assertThat(meters.getMeters()).isEmpty();
        assertThat(gate.events().subscriptions()).isZero();
        assertThat(broken.info().activity().watchers()).isZero();
    }

    @Test
    void aPipelineWhoseMetersAreRefusedLeavesNoListener() {
        meters.config().onMeterAdded(meter -> {
            if ("holdfast.calls".equals(meter.getId().getName())) {
                throw new IllegalStateException("on purpose");
            }
        });
        HoldfastMetrics bound = HoldfastMetrics.bindTo(meters, registry);
        Pipeline refused = Pipeline.named("refused").in(registry).build();
        bound.refresh();
        assertThat(refused.info().activity().watchers()).isZero();
        assertThat(refused.info().activity().events().subscriptions()).isZero();
    }

    @Test
    void twoBindingsHaveTimersOfTheirOwn() {
        Pipeline pipeline = Pipeline.named("p").in(registry).build();
        MeterRegistry others = new SimpleMeterRegistry();
        HoldfastMetrics.bindTo(meters, registry, MetricsOptions.standard().timers());
        HoldfastMetrics second = HoldfastMetrics.bindTo(
                others, registry, MetricsOptions.standard().timers());
        pipeline.call(() -> "x");
        assertThat(timer(meters).count()).isEqualTo(1);
        assertThat(timer(others).count()).isEqualTo(1);
        second.close();
        pipeline.call(() -> "x");
        assertThat(timer(meters).count()).isEqualTo(2);
        assertThat(others.getMeters()).extracting(Meter::getId).isEmpty();
    }

    private static Timer timer(MeterRegistry where) {
        return where.get("holdfast.call.duration").timer();
    }
}
