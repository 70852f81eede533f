package io.holdfast.overhead;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The stored figures: a properties file, sorted, made for review. Bytes are kept per JDK, the ratios of each fresh JVM per JDK
 * and machine; others' lines stay as they are when one's own are written.
 */
final class Accepted {
    private static final String BYTES = "bytes.";
    private static final String RATIOS = "ratios.";
    private static final String NAME = "[^\\s=:#!\\\\]+";

    private final Map<String, String> lines;
    private final Platform platform;

    private Accepted(Map<String, String> lines, Platform platform) {
        this.lines = new TreeMap<>(lines);
        this.platform = platform;
    }

    static Accepted read(Path file, Platform platform) {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException failed) {
                throw new UncheckedIOException("The accepted figures cannot be read: " + file, failed);
            }
        }
        Map<String, String> lines = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> lines.put(key, properties.getProperty(key)));
        return new Accepted(lines, platform);
    }

    static String requireName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "name of a subject: '" + name + "' (expected: no blank, none of = : # ! \\, not empty)");
        }
        return name;
    }

    OptionalDouble bytes(String name) {
        String line = lines.get(bytesKey(name));
        return line == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(line));
    }

    /** One ratio of each JVM; empty when nothing was accepted on this machine and JDK. */
    List<Double> ratios(String name) {
        String line = lines.get(ratiosKey(name));
        return line == null
                ? List.of()
                : Arrays.stream(line.split(","))
                        .map(String::strip)
                        .map(Double::valueOf)
                        .toList();
    }

    /** Names on record for this JDK. */
    List<String> names() {
        String prefix = platform.jdk() + "." + BYTES;
        return lines.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    void accept(String name, List<Sample> samples, boolean bytesOnly) {
        double bytes = samples.stream().mapToDouble(Sample::bytes).min().orElseThrow();
        lines.put(bytesKey(name), String.format(Locale.ROOT, "%.1f", bytes));
        if (!bytesOnly) {
            lines.put(
                    ratiosKey(name),
                    samples.stream()
                            .map(sample -> String.format(Locale.ROOT, "%.4f", sample.ratio()))
                            .collect(Collectors.joining(",")));
        }
    }

    void write(Path file) {
        List<String> text = new ArrayList<>();
        text.add(
                "# What calls may cost: bytes per call by JDK; ratios to a yardstick, one for each fresh JVM, by JDK and machine.");
        text.add("# Written by io.holdfast.overhead.OverheadBudget: review and commit.");
        lines.forEach((key, value) -> text.add(key + "=" + value));
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, String.join("\n", text) + "\n", StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException("The accepted figures cannot be written: " + file, failed);
        }
    }

    private String bytesKey(String name) {
        return platform.jdk() + "." + BYTES + name;
    }

    private String ratiosKey(String name) {
        return platform.jdk() + "." + platform.machine() + "." + RATIOS + name;
    }
}
