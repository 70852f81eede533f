package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.metrics.Health.Status;
import io.holdfast.spi.Control;
import io.holdfast.spi.Role;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Registry registry = Registry.create();
    private final Door payments = new Door("payments/breaker", Role.BREAKER, TimeSource.system());
    private final Door mail = new Door("mail/breaker", Role.BREAKER, TimeSource.system());
    private final Health health = Health.of(registry);

    HealthTest() {
        Pipeline.named("payments").in(registry).with(payments).build();
        Pipeline.named("mail").in(registry).with(mail).build();
    }

    @Test
    void isUpWhileAllCircuitsAreClosed() {
        assertThat(health.snapshot().status()).isEqualTo(Status.UP);
        assertThat(health.snapshot().returnsIn()).isEmpty();
        assertThat(Health.of(Registry.create()).snapshot().status()).isEqualTo(Status.UP);
    }

    @Test
    void anOpenCircuitDegradesAndSaysWhenItIsExpectedBack() {
        payments.move(1, Duration.ofSeconds(7).toNanos());
        Health.Snapshot seen = health.snapshot();
        assertThat(seen.status()).isEqualTo(Status.DEGRADED);
        assertThat(seen.returnsIn()).contains(Duration.ofSeconds(7));
        assertThat(seen.dependencies().get(0).reason()).isEqualTo("'payments/breaker' is open");
        assertThat(seen.dependencies().get(1).status()).isEqualTo(Status.UP);

        mail.move(1, Duration.ofSeconds(9).toNanos());
        assertThat(health.snapshot().returnsIn()).contains(Duration.ofSeconds(9));
        payments.move(2, 0);
        assertThat(health.snapshot().dependencies().get(0).status()).isEqualTo(Status.DEGRADED);
        payments.move(0, 0);
        mail.move(0, 0);
        assertThat(health.snapshot().status()).isEqualTo(Status.UP);
    }

    @Test
    void onlyARequiredDependencyTakesTheServiceDownAndOnlyWhileItIsOpen() {
        Health strict = health.required("payments");
        mail.move(1, 1);
        assertThat(strict.snapshot().status()).isEqualTo(Status.DEGRADED);
        payments.move(1, 1);
        assertThat(strict.snapshot().status()).isEqualTo(Status.DOWN);
        payments.move(2, 1);
        assertThat(strict.snapshot().status()).isEqualTo(Status.DEGRADED);
        assertThat(health.snapshot().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void anOverrideCountsForWhatItDoes() {
        payments.apply(Control.of(Control.Mode.FORCED_OPEN, "ann", "their maintenance"));
        assertThat(health.snapshot().status()).isEqualTo(Status.DEGRADED);
        assertThat(health.snapshot().dependencies().get(0).reason()).contains("ann", "their maintenance");
        payments.move(1, 1);
        payments.apply(Control.of(Control.Mode.OFF, "ann", "let it pass"));
        assertThat(health.snapshot().status()).isEqualTo(Status.UP);
        payments.removeControl();
    }

    @Test
    void aRequiredPipelineThatIsNotThereIsDown() {
        Health.Snapshot seen = health.required("typo").snapshot();
        assertThat(seen.status()).isEqualTo(Status.DOWN);
        assertThat(seen.dependencies()).hasSize(3);
    }

    @Test
    void anOverrideOfTheWholePipelineCountsForWhatItDoes() {
        registry.control("payments", Control.of(Control.Mode.FORCED_OPEN, "ann", "their maintenance"));
        assertThat(health.snapshot().status()).isEqualTo(Status.DEGRADED);
        assertThat(health.snapshot().dependencies().get(0).reason())
                .isEqualTo("'payments' is forced open by ann: their maintenance");
        assertThat(health.required("payments").snapshot().status()).isEqualTo(Status.DOWN);
        payments.move(1, 1);
        registry.control("payments", Control.of(Control.Mode.OFF, "ann", "let it pass"));
        assertThat(health.snapshot().status()).isEqualTo(Status.UP);
        registry.removeControl("payments", "ann", "over");
        assertThat(health.snapshot().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void anOperationThatIsForcedOpenDegradesAndNeverTakesTheServiceDown() {
        Pipeline.named("search")
                .in(registry)
                .build()
                .operation("suggest", String.class, String.class)
                .build();
        registry.control("search/suggest", Control.of(Control.Mode.FORCED_OPEN, "ann", "too slow today"));
        Health.Snapshot seen = health.required("search").snapshot();
        assertThat(seen.status()).isEqualTo(Status.DEGRADED);
        assertThat(seen.dependencies())
                .anySatisfy(dependency -> assertThat(dependency.reason())
                        .isEqualTo("'search/suggest' is forced open by ann: too slow today"));
        registry.control("search/suggest", Control.of(Control.Mode.DRY_RUN, "ann", "looking"));
        assertThat(health.snapshot().status()).isEqualTo(Status.UP);

        registry.control("search/suggest", Control.of(Control.Mode.FORCED_OPEN, "ann", "too slow today"));
        registry.control("search", Control.of(Control.Mode.OFF, "ann", "let the others pass"));
        assertThat(health.snapshot().status())
                .as("what refuses goes before what lets pass")
                .isEqualTo(Status.DEGRADED);
    }

    @Test
    void aPipelineWhoseNameBeginsLikeAnOtherIsNoOperationOfIt() {
        Pipeline.named("mail/bulk").in(registry).build();
        registry.control("mail/bulk", Control.of(Control.Mode.FORCED_OPEN, "ann", "tonight"));
        assertThat(health.snapshot().dependencies())
                .filteredOn(dependency -> dependency.status() != Status.UP)
                .extracting(Health.Dependency::name)
                .containsExactly("mail/bulk");
    }
}
