package io.holdfast.examples.shopfast.report;

import java.util.Locale;

/** Numbers as people read them, the same in every country. Shares are cut, not rounded: 99.89 % never reads 99.9 %. */
final class Text {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_SHOWN_AS_SECONDS = 1_000;

    private Text() {}

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String time(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        if (millis >= MILLIS_SHOWN_AS_SECONDS) {
            return format("%.2f s", nanos / NANOS_PER_SECOND);
        }
        return format(millis >= 10 ? "%.0f ms" : "%.1f ms", millis);
    }

    static String percent(long part, long whole) {
        if (whole == 0) {
            return "none";
        }
        long hundredths = Math.floorDiv(part * 10_000, whole);
        return format("%.2f %%", hundredths / 100.0);
    }

    static String permille(int permille) {
        return permille % 10 == 0 ? format("%d %%", permille / 10) : format("%.1f %%", permille / 10.0);
    }
}
