package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the figures come from, in words. */
final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path CLOCK = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");

    private Machine() {}

    /** Of what is measured from now on; without a shape when that is footprints alone. */
    static Origin origin(Measure.@Nullable Shape shape) {
        return new Origin(words(), shape == null ? "" : words(shape), load());
    }

    private static String words() {
        return "JDK %s (%s %s), %d processors (%s, %s%s), %s; %s"
                .formatted(
                        System.getProperty("java.version"),
                        System.getProperty("java.vm.vendor"),
                        System.getProperty("java.vm.version"),
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.arch"),
                        clock(),
                        System.getProperty("os.name"),
                        LocalDate.now(ZoneOffset.UTC));
    }

    private static String words(Measure.Shape shape) {
        return "JVMs a benchmark: %d, each warmed for %d ms and measured for %d iterations of 10 ms"
                .formatted(shape.forks(), shape.warmups() * shape.warmupMillis(), shape.iterations());
    }

    /** Runnable threads a minute long: above one, somebody else was at work. */
    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException unreadable) {
            return "unknown processor";
        }
    }

    private static String clock() {
        try {
            return ", clock source " + Files.readString(CLOCK).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }
}
