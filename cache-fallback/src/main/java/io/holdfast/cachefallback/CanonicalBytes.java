package io.holdfast.cachefallback;

import io.holdfast.spi.Require;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes that are the same for what is equal and different for what is not.
 *
 * <p><b>Layout.</b> {@code tag:1 | length:4 | content}; the content of a collection is that of its elements one after the
 * other, sorted where order means nothing. As each is prefixed by its length, no two values have the same bytes by chance of
 * where one ends.
 */
final class CanonicalBytes {
    private static final String ACCEPTED =
            "text, a number, a boolean, an enum, bytes, a time or identifier of the platform, or a collection of these";

    private CanonicalBytes() {}

    static byte[] of(String part, @Nullable Object value) {
        if (value == null) {
            return tagged('0', new byte[0]);
        } else if (value instanceof String || value instanceof Character) {
            return text('s', value.toString());
        } else if (value instanceof Boolean) {
            return text('b', value.toString());
        } else if (value instanceof Number number) {
            return number(part, number);
        } else if (value instanceof Enum<?> constant) {
            return text('e', constant.getDeclaringClass().getName() + "." + constant.name());
        } else if (value instanceof byte[] bytes) {
            return tagged('y', bytes);
        } else if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? tagged('0', new byte[0]) : of(part, optional.get());
        } else if (value instanceof Map<?, ?> map) {
            return map(part, map);
        } else if (value instanceof Set<?> set) {
            return joined('t', sorted(elements(part, set)));
        } else if (value instanceof List<?> list) {
            return joined('l', elements(part, list));
        } else if (value instanceof Object[] array) {
            return joined('l', elements(part, Arrays.asList(array)));
        } else if (value instanceof Locale locale) {
            return text(
                    'p', "locale " + locale + " " + locale.toLanguageTag()); // alone, each of them leaves something out
        } else if (isOfThePlatform(value)) {
            return text('p', value.getClass().getName() + " " + value);
        }
        throw Require.refused(part, "a " + value.getClass().getName(), ACCEPTED);
    }

    /** Small classes whose text says all there is to say. */
    private static boolean isOfThePlatform(Object value) {
        return value instanceof UUID
                || value instanceof URI
                || value instanceof Currency
                || value instanceof Duration
                || value instanceof Period
                || ((value instanceof ZoneId || value instanceof TemporalAccessor)
                        && value.getClass().getName().startsWith("java.time."));
    }

    private static byte[] number(String part, Number number) {
        if (number instanceof Byte
                || number instanceof Short
                || number instanceof Integer
                || number instanceof Long
                || number instanceof BigInteger) {
            return text('i', number.toString());
        } else if (number instanceof BigDecimal decimal) {
            return text(
                    'd',
                    decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toString());
        } else if (number instanceof Double || number instanceof Float) {
            long bits = Double.doubleToLongBits(number.doubleValue() + 0.0); // minus zero equals zero
            return tagged(
                    'f', ByteBuffer.allocate(Long.BYTES).putLong(bits).array()); // its text depends on the platform
        }
        throw Require.refused(part, "a " + number.getClass().getName(), ACCEPTED);
    }

    private static byte[] map(String part, Map<?, ?> map) {
        List<byte[]> entries = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.add(joined('=', List.of(of(part, entry.getKey()), of(part, entry.getValue()))));
        }
        return joined('m', sorted(entries));
    }

    private static List<byte[]> elements(String part, Collection<?> values) {
        List<byte[]> elements = new ArrayList<>(values.size());
        for (Object value : values) {
            elements.add(of(part, value));
        }
        return elements;
    }

    private static List<byte[]> sorted(List<byte[]> elements) {
        elements.sort(Arrays::compare);
        return elements;
    }

    private static byte[] joined(char tag, List<byte[]> elements) {
        ByteBuffer content = ByteBuffer.allocate(
                elements.stream().mapToInt(each -> each.length).sum());
        elements.forEach(content::put);
        return tagged(tag, content.array());
    }

    private static byte[] text(char tag, String text) {
        ByteBuffer chars = ByteBuffer.allocate(text.length() * Character.BYTES);
        text.chars().forEach(each -> chars.putChar((char) each)); // an encoder would take all broken surrogates for one
        return tagged(tag, chars.array());
    }

    private static byte[] tagged(char tag, byte[] content) {
        return ByteBuffer.allocate(1 + Integer.BYTES + content.length)
                .put((byte) tag)
                .putInt(content.length)
                .put(content)
                .array();
    }
}
