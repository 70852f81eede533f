package io.holdfast.benchmarks.report;

/**
 * Where a raw result comes from, kept in its file: results of several days or machines stay told apart.
 *
 * @param words machine, JDK and day
 * @param shape how long each benchmark was measured
 * @param load of the machine before
 */
record Origin(String words, String shape, String load) {
    static Origin of(Json json) {
        return new Origin(
                json.get("words").text(),
                json.get("shape").text(),
                json.get("load").text());
    }

    /** A file's content: where it comes from, and what was measured. */
    String envelope(String results) {
        return "{\"machine\": {\"words\": \"%s\", \"shape\": \"%s\", \"load\": \"%s\"},%n\"results\": %s}%n"
                .formatted(plain(words), plain(shape), plain(load), results);
    }

    private static String plain(String text) {
        return text.replace('"', '\'').replace('\\', '/');
    }

    /** A sentence or some. */
    String sentences() {
        String measured =
                shape.isEmpty() ? "" : " " + Character.toUpperCase(shape.charAt(0)) + shape.substring(1) + ".";
        return words + "." + measured + " Load before: " + load + ".";
    }
}
