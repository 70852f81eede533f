package io.holdfast.overhead;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a report says. */
final class Words {
    private Words() {}

    static List<String> notes(Map<String, List<Sample>> samples, boolean paired, Limits limits) {
        List<String> notes = new ArrayList<>();
        int first = samples.values().stream().mapToInt(List::size).max().orElse(0);
        notes.add(say(
                "%s, %s; up to %d measurements of each call, compared with %s; %s.",
                Platform.here().jdk(),
                Platform.here().machine(),
                first,
                paired ? "the old build in the same run" : "the accepted figures",
                limits.bytesOnly() ? "bytes only" : say("told: %.0f %% of time, 1 byte", limits.tolerance() * 100)));
        samples.forEach((name, own) -> {
            if (Baselines.isShown(name) && !limits.bytesOnly()) {
                notes.add(say("  %s: %.1f ns", name, nanos(own)));
            }
        });
        return notes;
    }

    static String unknown(double bytes) {
        return say("%.0f B; nothing was accepted for it on this JDK. Record it, and commit the file.", bytes);
    }

    static String fatter(double bytes, double before, int times) {
        return say(
                "%.0f B per call instead of %.0f, in each of %d measurements. An allocation profile (-prof gc, or Flight"
                        + " Recorder's allocation samples) names the site; if it is wanted, record again.",
                bytes, before, times);
    }

    static String slower(List<Sample> own, List<Double> before, double change, double slack, double tolerance) {
        return say(
                "%.1f %% slower than accepted: %.3f of the yardstick (%.1f ns) instead of %.3f; not one of %d measurements"
                        + " but a freak came within %.1f %%. Compare with the old build in one run (against), which rules the"
                        + " machine out; then look at what changed. If it is wanted, record again.%s",
                change * 100,
                Limits.best(own.stream().map(Sample::ratio).toList()),
                nanos(own),
                Limits.best(before),
                own.size(),
                slack * 100,
                noisy(slack, tolerance));
    }

    static String held(List<Sample> own, double bytes, double change, double slack, double tolerance, boolean better) {
        return say(
                "%.1f ns, %.0f B, %+.1f %%%s%s",
                nanos(own),
                bytes,
                change * 100,
                better ? ": better than accepted; record again to keep the gain" : "",
                noisy(slack, tolerance));
    }

    static String recorded(List<Sample> own, boolean bytesOnly) {
        if (bytesOnly) {
            return say("%.0f B", own.stream().mapToDouble(Sample::bytes).min().orElse(0));
        }
        List<Double> ratios = own.stream().map(Sample::ratio).toList();
        return say(
                "%.1f ns, %.0f B, %.3f of the yardstick; the good ones of %d measurements lie %.1f %% apart",
                nanos(own),
                own.stream().mapToDouble(Sample::bytes).min().orElse(0),
                Limits.best(ratios),
                own.size(),
                Limits.spread(ratios) * 100);
    }

    private static String noisy(double slack, double tolerance) {
        return slack <= tolerance
                ? ""
                : say(
                        " (less than %.1f %% is not told: the call is too short for that, or was recorded on a noisy machine)",
                        slack * 100);
    }

    private static double nanos(List<Sample> own) {
        return own.stream().mapToDouble(Sample::nanos).min().orElse(Double.NaN);
    }

    private static String say(String format, Object... what) {
        return String.format(Locale.ROOT, format, what);
    }
}
