package io.holdfast.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much JSON as JMH writes. A missing member is an empty value, whose text is empty and whose number is not a number. */
final class Json {
    private static final Json NOTHING = new Json(null);

    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    static Json parse(String text) {
        Reader reader = new Reader(text);
        Json json = reader.value();
        reader.end();
        return json;
    }

    Json get(String member) {
        return value instanceof Map<?, ?> members && members.get(member) instanceof Json json ? json : NOTHING;
    }

    List<String> names() {
        return value instanceof Map<?, ?> members
                ? members.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    List<Json> items() {
        return value instanceof List<?> items
                ? items.stream().map(Json.class::cast).toList()
                : List.of();
    }

    double number() {
        return value instanceof Double number ? number : Double.NaN;
    }

    String text() {
        return value == null ? "" : value.toString();
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Json value() {
            return switch (peek()) {
                case '{' -> members();
                case '[' -> items();
                case '"' -> new Json(string());
                default -> literal();
            };
        }

        void end() {
            while (at < text.length()) {
                if (!Character.isWhitespace(text.charAt(at++))) {
                    throw wrong("the end");
                }
            }
        }

        private Json members() {
            Map<String, Json> members = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                String name = string();
                expect(':');
                members.put(name, value());
                if (peek() == ',') {
                    at++;
                }
            }
            expect('}');
            return new Json(members);
        }

        private Json items() {
            List<Json> items = new ArrayList<>();
            expect('[');
            while (peek() != ']') {
                items.add(value());
                if (peek() == ',') {
                    at++;
                }
            }
            expect(']');
            return new Json(items);
        }

        private String string() {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' ? escaped() : c);
            }
            at++;
            return string.toString();
        }

        private char escaped() {
            char c = text.charAt(at++);
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'u' -> {
                    at += 4;
                    yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
                }
                default -> c;
            };
        }

        private Json literal() {
            int from = at;
            while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "null" -> NOTHING;
                case "true", "false" -> new Json(word);
                default -> new Json(Double.valueOf(word));
            };
        }

        private char peek() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                throw wrong("more");
            }
            return text.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw wrong("'" + c + "'");
            }
            at++;
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException("JSON at " + at + " (expected: " + expected + ")");
        }
    }
}
