package io.holdfast.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The folder of raw results: one compressed JSON file for each run, named after JDK and run. */
record Raw(Path folder, int jdk) {
    private static final String END = ".json.gz";

    Path file(String run) {
        return folder.resolve("jdk" + jdk + "-" + run + END);
    }

    boolean has(String run) {
        return Files.exists(file(run));
    }

    private Json read(String run) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file(run)))) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What was measured. */
    Json results(String run) throws IOException {
        return read(run).get("results");
    }

    /** Where each run comes from, by the names of the runs. */
    SortedMap<String, Origin> origins() throws IOException {
        SortedMap<String, Origin> origins = new TreeMap<>();
        String begin = "jdk" + jdk + "-";
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, begin + "*" + END)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    String run = name.substring(begin.length(), name.length() - END.length());
                    origins.put(run, Origin.of(read(run).get("machine")));
                }
            }
        }
        return origins;
    }

    void write(String run, Origin origin, String results) throws IOException {
        write(run, origin.envelope(results));
    }

    /** All or nothing, so that an interrupted run is repeated. */
    private void write(String run, String json) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve("jdk" + jdk + "-" + run + ".part");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(part))) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(part, file(run), StandardCopyOption.REPLACE_EXISTING);
    }

    void clear() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.newDirectoryStream(folder, "jdk" + jdk + "-*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
