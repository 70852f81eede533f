package io.holdfast.overhead;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The stored figures: a properties file, sorted, made for review. Bytes are kept per JDK, the ratios of each fresh JVM per JDK
 * and machine; others' lines and comments stay when one's own are written; comments then
 * stand at the head.
 */
final class Accepted {
    private static final String BYTES = "bytes.";
    private static final String RATIOS = "ratios.";
    private static final String NAME = "[^\\s=:#!\\\\]+";

    private static final double LEAST_RATIO = 0.0001;

    private static final String HEADING =
            "# What calls may cost: bytes per call by JDK; ratios to a yardstick, one for each fresh JVM, by JDK and machine.";
    private static final String SIGNED = "# Written by io.holdfast.overhead.OverheadBudget: review and commit.";

    private final Map<String, String> lines;
    private final List<String> comments;
    private final Platform platform;

    private Accepted(Map<String, String> lines, List<String> comments, Platform platform) {
        this.lines = lines;
        this.comments = comments;
        this.platform = platform;
    }

    static Accepted read(Path file, Platform platform) {
        Map<String, String> lines = new TreeMap<>();
        List<String> comments = new ArrayList<>();
        if (Files.exists(file)) {
            try {
                String text = Files.readString(file);
                lines.putAll(PropertyLines.read(text));
                text.lines()
                        .filter(line -> line.startsWith("#") && !line.equals(HEADING) && !line.equals(SIGNED))
                        .forEach(comments::add);
            } catch (IOException failed) {
                throw new UncheckedIOException(
                        "The accepted figures cannot be read: " + file + " (" + failed.getMessage() + ")", failed);
            }
        }
        return new Accepted(lines, comments, platform);
    }

    static String requireName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "name of a subject: '" + name + "' (expected: no blank, none of = : # ! \\, not empty)");
        }
        if (Baselines.isShown(name)) {
            throw new IllegalArgumentException("name of a subject: '" + name + "' (expected: not to begin with '"
                    + Baselines.MARK + "', which is shown and not judged; choose another name)");
        }
        return name;
    }

    Platform platform() {
        return platform;
    }

    OptionalDouble bytes(String name) {
        String line = lines.get(bytesKey(name));
        return line == null ? OptionalDouble.empty() : OptionalDouble.of(number(bytesKey(name), line, 0));
    }

    /** Whether ratios of any call were accepted on this machine and JDK. */
    boolean hasTimes() {
        return lines.keySet().stream().anyMatch(key -> key.startsWith(ratiosKey("")));
    }

    /** One ratio of each JVM; empty when nothing was accepted on this machine and JDK. */
    List<Double> ratios(String name) {
        String line = lines.get(ratiosKey(name));
        return line == null
                ? List.of()
                : Arrays.stream(line.split(","))
                        .map(String::strip)
                        .map(part -> number(ratiosKey(name), part, LEAST_RATIO))
                        .toList();
    }

    private static double number(String key, String text, double least) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException odd) {
            number = Double.NaN;
        }
        if (!(number >= least
                && number < Double.POSITIVE_INFINITY)) { // nothing exceeds NaN: such a line would pass all
            throw new IllegalStateException("accepted figures: " + key + "=" + text + " (expected: numbers from "
                    + least + "; correct or delete the line, and record again)");
        }
        return number;
    }

    /** Names on record for this JDK, those of other checks with the same file included. */
    List<String> names() {
        String prefix = platform.jdk() + "." + BYTES;
        return lines.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    void accept(String name, List<Sample> samples, boolean bytesOnly) {
        double bytes = Limits.acceptedBytes(samples);
        lines.put(bytesKey(name), String.format(Locale.ROOT, "%.1f", bytes));
        if (!bytesOnly) {
            lines.put(
                    ratiosKey(name),
                    samples.stream()
                            .map(sample -> String.format(Locale.ROOT, "%.4f", sample.ratio()))
                            .collect(Collectors.joining(",")));
        }
    }

    /** Before minutes are spent on measuring. */
    static void requireWritable(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.isDirectory(file) || (folder != null && !Files.isWritable(folder))) {
                throw new IOException("no file, or no right to write in its folder");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("The accepted figures cannot be written: " + file, failed);
        }
    }

    /** First beside it, by a name of this process's own, then in one step: the old file stands there or the new one. */
    void write(Path file) {
        List<String> text = new ArrayList<>();
        text.add(HEADING);
        text.add(SIGNED);
        text.addAll(comments);
        lines.forEach((key, value) -> text.add(PropertyLines.line(key, value)));
        try {
            requireWritable(file);
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path beside = target.resolveSibling(
                    target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
            try {
                Files.writeString(beside, String.join("\n", text) + "\n", StandardCharsets.UTF_8);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
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
