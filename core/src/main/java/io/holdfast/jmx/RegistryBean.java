package io.holdfast.jmx;

import io.holdfast.Registry;
import io.holdfast.Settings;
import io.holdfast.explain.Explanation;
import io.holdfast.spi.Control;
import io.holdfast.spi.Options;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Require;
import java.io.IOException;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A registry as an MXBean of the platform's MBean server, called {@code io.holdfast:type=Registry,name=...}, until it is
 * closed.
 *
 * <p><b>Thread-safety.</b> May be used by any thread.
 */
public final class RegistryBean implements RegistryMXBean, AutoCloseable {
    private final Registry registry;
    private final MBeanServer server;
    private final ObjectName name;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RegistryBean(Registry registry, MBeanServer server, ObjectName name) {
        this.registry = registry;
        this.server = server;
        this.name = name;
    }

    /**
     * Shows a registry to operators.
     *
     * @param registry the registry
     * @param name what it is called there
     * @return the bean, to be closed when it shall disappear
     * @throws IllegalArgumentException without a registry or a name
     * @throws IllegalStateException when the name is taken
     */
    public static RegistryBean register(Registry registry, String name) {
        Require.given("registry", registry);
        Require.name("name", name);
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName object = new ObjectName("io.holdfast:type=Registry,name=" + ObjectName.quote(name));
            RegistryBean bean = new RegistryBean(registry, server, object);
            server.registerMBean(bean, object);
            return bean;
        } catch (JMException refused) {
            throw new IllegalStateException("registering '" + name + "' failed: " + refused.getMessage(), refused);
        }
    }

    /** Hides the registry again; does nothing when it is hidden already. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return; // the name may be another one's by now
        }
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            return; // somebody was faster
        } catch (JMException refused) {
            throw new IllegalStateException("removing " + name + " failed", refused);
        }
    }

    /**
     * What it is called.
     *
     * @return the name of the MBean
     */
    public ObjectName objectName() {
        return name;
    }

    @Override
    public List<String> getPipelines() {
        return registry.pipelines().stream().map(PipelineInfo::name).toList();
    }

    @Override
    public String getInventory() {
        return registry.inventory().table();
    }

    @Override
    public String getInventoryJson() {
        return registry.inventory().json();
    }

    @Override
    public List<String> getControls() {
        return registry.controls().entrySet().stream().map(RegistryBean::line).toList();
    }

    private static String line(Map.Entry<String, Control> entry) {
        Control control = entry.getValue();
        return entry.getKey() + ": " + control.mode() + " by " + control.author() + ": " + control.reason()
                + control.expiresAfter()
                        .map(after -> " (for " + Options.text(after) + ")")
                        .orElse("");
    }

    @Override
    public String explain(String pipeline) {
        return registry.explain(pipeline).stream().map(Explanation::text).collect(Collectors.joining("\n"));
    }

    @Override
    public void control(String target, String mode, String author, String reason, String expiresAfter) {
        Options texts = new Options(Map.of("mode", mode, "expiresAfter", expiresAfter));
        Control order = Control.of(texts.constant("mode", Control.Mode.OFF), author, reason);
        registry.control(
                target,
                expiresAfter.isBlank() ? order : order.expiringAfter(texts.duration("expiresAfter", Duration.ZERO)));
    }

    @Override
    public void removeControl(String target, String author, String reason) {
        registry.removeControl(target, author, reason);
    }

    @Override
    public String diff(String properties) {
        return registry.diff(settings(properties)).stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    @Override
    public String apply(String properties) {
        return registry.apply(settings(properties)).toString();
    }

    private static Settings settings(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Settings.of(properties).from("jmx");
    }
}
