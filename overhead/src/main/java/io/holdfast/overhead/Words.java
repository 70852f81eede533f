package io.holdfast.overhead;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a report says. */
final class Words {
    private Words() {}

    static List<String> notes(Map<String, List<Sample>> samples, boolean paired, Limits limits, Platform platform) {
        List<String> notes = new ArrayList<>();
        int first = samples.values().stream().mapToInt(List::size).max().orElse(0);
        notes.add(say(
                "%s, %s; up to %d measurements of each call, compared with %s; %s.",
                platform.jdk(),
                platform.machine(),
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

    static String bytes(double bytes) {
        return say("%.0f B", bytes);
    }

    static String timeUnknown(double bytes) {
        return say("%.0f B; its time was not compared: none was accepted on this machine and JDK", bytes);
    }

    static String timeMissing(double bytes) {
        return say(
                "%.0f B; on this machine and JDK the times of other calls were accepted, but not of this one. Record times"
                        + " here (not bytes alone), and commit the file.",
                bytes);
    }

    static String gone(boolean paired) {
        return paired
                ? "the old build measures it, this one does not. If it was taken out on purpose, compare with a build without it."
                : "accepted, but not measured any more. If it was taken out on purpose, delete its lines; if another check measures"
                        + " it, give each a file of its own.";
    }

    static String fatter(List<Sample> own, double bytes, double before) {
        long times = own.stream()
                .filter(sample -> Limits.tooFat(sample.bytes(), before))
                .count();
        return say(
                "%.0f B per call instead of %.0f, in %d of %d measurements. An allocation profile (-prof gc, or Flight"
                        + " Recorder's allocation samples) names the site; if it is wanted, record again.",
                bytes, before, times, own.size());
    }

    static String slower(List<Sample> own, List<Double> before, double change, double slack, double tolerance) {
        return say(
                "%.1f %% slower than accepted: %.3f of the yardstick (%.1f ns) instead of %.3f; of %d measurements"
                        + " neither the good ones nor the usual ones came within %.1f %%. Compare with the old build in one run (against), which rules the"
                        + " machine out; then look at what changed. If it is wanted, record again.%s",
                change * 100,
                Limits.best(own.stream().map(Sample::ratio).toList()),
                nanos(own),
                Limits.best(before),
                own.size(),
                slack * 100,
                noisy(slack, tolerance));
    }

    /** Of what the good measurements hardly show. */
    static String slowerInMost(List<Sample> own, List<Double> before, double changeOfGood) {
        List<Double> ratios = own.stream().map(Sample::ratio).toList();
        return say(
                "%.1f %% slower than accepted in most of %d measurements: %.3f of the yardstick instead of %.3f; the good ones"
                        + " changed by %+.1f %%. What nearly all JVMs compiled well, few do now: look for what is not inlined"
                        + " any more (-XX:+PrintInlining). If it is wanted, record again.",
                Limits.change(ratios, before) * 100,
                own.size(),
                Limits.usual(ratios),
                Limits.usual(before),
                changeOfGood * 100);
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
            return bytes(Limits.acceptedBytes(own));
        }
        List<Double> ratios = own.stream().map(Sample::ratio).toList();
        return say(
                "%.1f ns, %.0f B, %.3f of the yardstick; the good ones of %d measurements lie %.1f %% apart",
                nanos(own), Limits.acceptedBytes(own), Limits.best(ratios), own.size(), Limits.spread(ratios) * 100);
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
