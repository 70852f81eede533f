package io.holdfast.overhead;

import java.io.BufferedReader;
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
 * many generations share; source of the clock, as the yardstick reads it; number of processors; flags and agents of the JVM. Bytes
 * depend on the JDK only. System properties (-D) are what is measured, not what it is measured with.
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

    /** Says {@code Apple M2 Pro}: without it, all Macs of eight cores were one machine. */
    private static final List<String> MAC = List.of("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string");

    static Platform here() {
        return here(List.of());
    }

    /** Of a JVM with these flags. */
    static Platform here(List<String> flags) {
        return new Platform(
                jdk(
                        Runtime.version().feature(),
                        System.getProperty("java.vm.name", "OpenJDK"),
                        System.getProperty("java.vm.version", "")),
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
        String decisive =
                flags.stream().flatMap(Platform::decisive).sorted().distinct().collect(Collectors.joining(" "));
        String flagged = decisive.isEmpty() ? "" : String.format(Locale.ROOT, "flags%08x", decisive.hashCode());
        return Stream.of(architecture, processor, clock, "x" + processors, flagged)
                .map(part -> part.replaceAll("[^A-Za-z0-9]+", "-"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("-"));
    }

    /** Without folders, which differ from build to build and from home to home; of agents, which they are. */
    private static Stream<String> decisive(String flag) {
        if (flag.matches("-(javaagent|agentlib|agentpath):.*")) {
            return Stream.of(flag.replaceAll("=.*", "").replaceAll("[^:]*[/\\\\]", ""));
        }
        return flag.startsWith("-X") ? Stream.of(flag.replaceAll("[^=:,]*[/\\\\][^=:,]*", "")) : Stream.of();
    }

    /** The feature number, and the compiler unless it is HotSpot's own: what it allocates depends on it as well. */
    static String jdk(int feature, String vm, String version) {
        String compiler = version.contains("jvmci") ? "-jvmci" : "";
        String other =
                vm.contains("HotSpot") || vm.contains("OpenJDK") ? "" : "-" + vm.replaceAll("[^A-Za-z0-9]+", "-");
        return "jdk" + feature + other + compiler;
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
        String system = System.getProperty("os.name", "unknown");
        String model = system.startsWith("Mac") ? said(MAC) : Objects.requireNonNullElse(identifier, "");
        return model.isEmpty() ? system : system + "-" + model;
    }

    /** The first line that a command says; nothing when it cannot be asked. */
    static String said(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader reader = process.inputReader()) {
                String line = reader.readLine();
                return line == null ? "" : line;
            }
        } catch (IOException absent) {
            return "";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
