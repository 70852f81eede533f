package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.jmx.RegistryBean;
import io.holdfast.jmx.RegistryMXBean;
import io.holdfast.spi.Control;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.JMX;
import javax.management.MBeanServer;
import org.junit.jupiter.api.Test;

/** What an operator does over JMX, through the MBean server. */
class RegistryBeanTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Registry registry = Registry.create();
    private final Pipeline pipeline = Pipeline.named("payments")
            .in(registry)
            .owner("team-pay")
            .tier("P0")
            .within(Duration.ofSeconds(1))
            .with(Turnstile.of(5))
            .build();

    @Test
    void anOperatorSeesOverridesAndChanges() {
        try (RegistryBean bean = RegistryBean.register(registry, "shop")) {
            RegistryMXBean remote = JMX.newMXBeanProxy(server, bean.objectName(), RegistryMXBean.class);
            assertThat(remote.getPipelines()).containsExactly("payments");
            assertThat(remote.getInventory()).contains("team-pay", "P0", "call 1 s", "payments/turnstile");
            assertThat(remote.getInventoryJson())
                    .startsWith("[{\"pipeline\":\"payments\",\"dependency\":\"remote\",\"owner\":\"team-pay\"")
                    .contains("\"limits\":[\"call 1 s\"]", "\"policies\":[\"payments/turnstile\"]");
            assertThat(remote.explain("payments")).contains("5 calls at one time");

            remote.control("payments", "forced-open", "ann", "incident 7", "10m");
            assertThat(remote.getControls()).containsExactly("payments: FORCED_OPEN by ann: incident 7 (for 600s)");
            assertThat(pipeline.tryCall(() -> "no").succeeded()).isFalse();
            remote.removeControl("payments", "ann", "over");
            assertThat(pipeline.tryCall(() -> "yes").succeeded()).isTrue();
            remote.control("payments/turnstile", "OFF", "ann", "noise", "");
            assertThat(registry.controls().get("payments/turnstile"))
                    .isEqualTo(Control.of(Control.Mode.OFF, "ann", "noise"));
            remote.removeControl("payments/turnstile", "ann", "over");

            String line = "holdfast.payments.turnstile.permits = 6";
            assertThat(remote.diff(line)).isEqualTo("payments/turnstile: permits 5 -> 6 [jmx]");
            assertThat(remote.apply(line)).isEqualTo("payments/turnstile: permits 5 -> 6 [jmx]");
            assertThat(remote.diff(line)).isEmpty();
            assertThatIllegalStateException()
                    .isThrownBy(() -> RegistryBean.register(registry, "shop"))
                    .withMessageStartingWith("registering 'shop' failed");
        }
        assertThat(server.queryNames(null, null))
                .noneMatch(name -> name.getDomain().equals("io.holdfast"));
    }

    @Test
    void closingTwiceDoesNothing() {
        RegistryBean bean = RegistryBean.register(registry, "a, b=\"c\"");
        bean.close();
        bean.close();
    }

    @Test
    void closingTwiceDoesNotHideAnotherBeanOfTheName() {
        RegistryBean first = RegistryBean.register(registry, "shop");
        first.close();
        try (RegistryBean second = RegistryBean.register(registry, "shop")) {
            first.close();
            assertThat(server.isRegistered(second.objectName())).isTrue();
        }
    }

    @Test
    void anOverrideThatEndsAtOnceIsNotTakenForOneWithoutAnEnd() {
        try (RegistryBean bean = RegistryBean.register(registry, "*, ?=\"")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bean.control("payments", "OFF", "ann", "noise", "0"))
                    .withMessageStartingWith("expiresAfter: PT0S");
            assertThat(registry.controls()).isEmpty();
        }
    }
}
