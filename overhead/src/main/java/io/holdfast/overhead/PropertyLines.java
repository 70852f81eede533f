package io.holdfast.overhead;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Text of a properties file, read more strictly than {@link Properties} does: which of two lines holds is not for luck to say. */
final class PropertyLines {
    private PropertyLines() {}

    /** Sorted by key. Refuses keys that stand twice, what a merge has left, and escapes that are none. */
    static Map<String, String> read(String text) throws IOException {
        if (text.lines().anyMatch(line -> line.startsWith("<<<<<<<") || line.startsWith(">>>>>>>"))) {
            throw new IOException("a merge has left its marks (<<<<<<<, >>>>>>>); choose one side");
        }
        Once once = new Once();
        try {
            once.load(new StringReader(text));
        } catch (IllegalArgumentException odd) {
            throw new IOException(odd.getMessage(), odd);
        }
        Map<String, String> lines = new TreeMap<>();
        once.stringPropertyNames().forEach(key -> lines.put(key, once.getProperty(key)));
        return lines;
    }

    /** A line that is read as it was. */
    static String line(String key, String value) {
        String escapedKey = escaped(key).replaceAll("[ :=#!]", "\\\\$0");
        String escapedValue = escaped(value);
        return escapedKey + "=" + (escapedValue.startsWith(" ") ? "\\" : "") + escapedValue;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t")
                .replace("\f", "\\f");
    }

    /** Of one thread. */
    private static final class Once extends Properties {
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // nobody else has it
        public Object put(Object key, Object value) {
            if (containsKey(key)) {
                throw new IllegalArgumentException("'" + key + "' stands twice, as a merge may leave it; keep one");
            }
            return super.put(key, value);
        }
    }
}
