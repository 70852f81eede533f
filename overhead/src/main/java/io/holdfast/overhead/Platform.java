package io.holdfast.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What ratios depend on: the JDK's feature number and the processor. Bytes depend on the former only. */
record Platform(String jdk, String machine) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    static Platform here() {
        return new Platform(
                "jdk" + Runtime.version().feature(),
                (System.getProperty("os.arch") + "-" + processor() + "x"
                                + Runtime.getRuntime().availableProcessors())
                        .replaceAll("[^A-Za-z0-9]+", "-"));
    }

    private static String processor() {
        if (!Files.isReadable(CPU_INFO)) {
            return System.getProperty("os.name", "unknown");
        }
        try {
            List<String> lines = Files.readAllLines(CPU_INFO);
            return lines.stream()
                    .filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
