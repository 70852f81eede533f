package io.holdfast.overhead;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What ratios depend on: the JDK's feature number, and the machine: processor by its numbers and not by its name alone, which
 * many generations share; source of the clock, as the yardstick reads it; number of processors; flags of the JVM. Bytes depend
 * on the JDK only. System properties (-D) are what is measured, not what it is measured with.
 */
record Platform(String jdk, String machine) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path CLOCK = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    private static final List<String> PROCESSOR = List.of(
            "model name",
            "cpu family",
            "model",
            "stepping",
            "CPU implementer",
            "CPU architecture",
            "CPU variant",
            "CPU part",
            "CPU revision");

    static Platform here() {
        return here(List.of());
    }

    /** Of a JVM with these flags. */
    static Platform here(List<String> flags) {
        return new Platform(
                "jdk" + Runtime.version().feature(),
                machine(
                        System.getProperty("os.arch", "unknown"),
                        processor(lines(CPU_INFO)),
                        String.join("-", lines(CLOCK)),
                        Runtime.getRuntime().availableProcessors(),
                        flags));
    }

    /** Flags of this JVM. */
    static List<String> ownFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    static String machine(String architecture, String processor, String clock, int processors, List<String> flags) {
        String decisive = flags.stream().filter(flag -> flag.startsWith("-X")).collect(Collectors.joining(" "));
        String flagged = decisive.isEmpty() ? "" : String.format(Locale.ROOT, "flags%08x", decisive.hashCode());
        return Stream.of(architecture, processor, clock, "x" + processors, flagged)
                .map(part -> part.replaceAll("[^A-Za-z0-9]+", "-"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("-"));
    }

    /** Of the first processor, from lines such as {@code model name : AMD EPYC}. */
    static String processor(List<String> info) {
        Map<String, String> first = info.stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(parts -> parts[0].strip(), parts -> parts[1].strip(), (one, other) -> one));
        String numbers =
                PROCESSOR.stream().map(first::get).filter(Objects::nonNull).collect(Collectors.joining("-"));
        if (!numbers.isEmpty()) {
            return numbers;
        }
        String identifier = System.getenv("PROCESSOR_IDENTIFIER"); // Windows: family, model and stepping
        return System.getProperty("os.name", "unknown") + (identifier == null ? "" : "-" + identifier);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
