package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Role;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HoldfastLogTest {
    private final VirtualTime time = VirtualTime.manual();
    private final Registry registry = Registry.create();
    private final Door door = new Door("p/door", Role.BREAKER, time);
    private final Pipeline pipeline =
            Pipeline.named("p").time(time).in(registry).with(door).build();
    private final Lines log = new Lines();
    private final HoldfastLog attached = HoldfastLog.attachTo(registry, log, Duration.ofSeconds(10));

    @Test
    void changesForTheWorseAreWarningsAndForTheBetterAreNews() {
        door.move(1, 1);
        door.move(0, 0);
        assertThat(log.lines()).containsExactly("WARN p/door: 0 -> 1: the janitor", "INFO p/door: 1 -> 0: the janitor");
    }

    @Test
    void tenThousandRejectionsInASecondAreOneLine() {
        door.move(1, 1);
        log.lines().clear();
        for (int i = 0; i < 10_000; i++) {
            pipeline.tryCall(() -> "x");
            time.advance(Duration.ofNanos(100_000));
        }
        assertThat(log.lines())
                .containsExactly("INFO p/door: 1 rejected since the last such line; the latest, of pipeline 'p': "
                        + "rejected by 'p/door': all permits are in use");
        time.advance(Duration.ofSeconds(9));
        pipeline.tryCall(() -> "x");
        assertThat(log.lines()).hasSize(2).last().asString().contains("p/door: 10000 rejected since");
    }

    @Test
    void overridesAreWarningsAndTheirEndIsNews() {
        door.apply(
                Control.of(Control.Mode.FORCED_OPEN, "ann", "their maintenance").expiringAfter(Duration.ofMinutes(1)));
        door.removeControl();
        assertThat(log.lines())
                .containsExactly(
                        "WARN p/door: FORCED_OPEN by ann: their maintenance, for PT1M",
                        "INFO p/door: in normal operation again");
    }

    @Test
    void overridesOfAWholePipelineAreToldToo() {
        registry.control("p", Control.of(Control.Mode.FORCED_OPEN, "ann", "their maintenance"));
        registry.removeControl("p", "ann", "over");
        assertThat(log.lines())
                .containsExactly(
                        "WARN p: FORCED_OPEN by ann: their maintenance, until it is removed",
                        "INFO p: in normal operation again");
    }

    @Test
    void abandonedWorkIsSampled() {
        Pipeline slow = Pipeline.named("slow")
                .time(time)
                .in(registry)
                .sharedStages()
                .within(Duration.ofSeconds(1))
                .continueOn(time.executor())
                .build();
        for (int i = 0; i < 3; i++) {
            slow.callAsync(CompletableFuture::new);
        }
        time.advance(Duration.ofSeconds(2));
        assertThat(log.lines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("WARN slow: 1 calls were given up"));
    }

    @Test
    void nothingIsLeftWhenItIsClosed() {
        attached.close();
        door.move(1, 1);
        assertThat(log.lines()).isEmpty();
        assertThat(door.events().subscriptions()).isZero();
        assertThat(pipeline.info().activity().events().subscriptions()).isZero();
        assertThat(registry.subscriptions()).isZero();
    }
}
