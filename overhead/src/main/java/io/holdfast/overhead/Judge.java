package io.holdfast.overhead;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Samples, compares, and samples again what is in doubt. A regression is what remains after the last repetition. */
final class Judge {
    private final Limits limits;
    private final Source source;
    private final @Nullable Source old;
    private final Accepted accepted;
    private final boolean allOfIt;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, List<Sample>> oldSamples = new LinkedHashMap<>();

    /** With an old source, what it measures in the same run takes the place of what is on record. */
    Judge(Limits limits, Source source, @Nullable Source old, Accepted accepted) {
        this(limits, source, old, accepted, true);
    }

    /** Whether all that is accepted has to be measured here; else other checks may measure the rest. */
    Judge(Limits limits, Source source, @Nullable Source old, Accepted accepted, boolean allOfIt) {
        this.limits = limits;
        this.source = source;
        this.old = old;
        this.accepted = accepted;
        this.allOfIt = allOfIt;
    }

    Map<String, List<Sample>> samples() {
        return samples;
    }

    OverheadReport judge() {
        sample(Set.of(), limits.atFirst());
        Set<String> doubtful = doubtful();
        for (int taken = limits.atFirst(); !doubtful.isEmpty() && taken < limits.most(); taken += limits.more()) {
            sample(doubtful, Math.min(limits.more(), limits.most() - taken));
            doubtful.retainAll(doubtful());
        }
        return report();
    }

    private void sample(Set<String> names, int times) {
        for (int i = 0; i < times; i++) {
            if (old != null) {
                add(oldSamples, old.next(names));
            }
            add(samples, source.next(names));
        }
    }

    private static void add(Map<String, List<Sample>> all, Map<String, Sample> fresh) {
        fresh.forEach((name, sample) ->
                all.computeIfAbsent(name, key -> new ArrayList<>()).add(sample));
    }

    private Set<String> doubtful() {
        Set<String> doubtful = new LinkedHashSet<>();
        for (String name : measured()) {
            if (fat(name, Limits.suspectedBytes(of(samples, name))) || slow(name)) {
                doubtful.add(name);
            }
        }
        return doubtful;
    }

    private List<String> measured() {
        return samples.keySet().stream()
                .filter(name -> !Baselines.isShown(name))
                .toList();
    }

    private boolean known(String name) {
        return old == null ? accepted.bytes(name).isPresent() : oldSamples.containsKey(name);
    }

    private double acceptedBytes(String name) {
        return old == null ? accepted.bytes(name).orElse(0) : Limits.acceptedBytes(of(oldSamples, name));
    }

    private List<Double> acceptedRatios(String name) {
        return old == null ? accepted.ratios(name) : ratios(of(oldSamples, name));
    }

    private boolean fat(String name, double bytes) {
        return known(name) && Limits.tooFat(bytes, acceptedBytes(name));
    }

    private boolean slow(String name) {
        return known(name) && limits.tooSlow(ratios(of(samples, name)), acceptedRatios(name), yardstick(name));
    }

    private static List<Sample> of(Map<String, List<Sample>> samples, String name) {
        return samples.getOrDefault(name, List.of());
    }

    /** Nanoseconds of the yardstick beside this call, in a good JVM. */
    private double yardstick(String name) {
        return of(samples, name).stream()
                .mapToDouble(Sample::yardstickNanos)
                .min()
                .orElseThrow();
    }

    private static List<Double> ratios(List<Sample> samples) {
        return samples.stream().map(Sample::ratio).toList();
    }

    private OverheadReport report() {
        List<Finding> findings = new ArrayList<>();
        measured().forEach(name -> findings.add(finding(name)));
        before().stream()
                .filter(name -> !samples.containsKey(name))
                .forEach(name -> findings.add(new Finding(name, Finding.Kind.GONE, Words.gone(old != null))));
        return new OverheadReport(findings, Words.notes(samples, old != null, limits, accepted.platform()));
    }

    private Collection<String> before() {
        if (old != null) {
            return oldSamples.keySet();
        }
        return allOfIt ? accepted.names() : List.of();
    }

    private Finding finding(String name) {
        List<Sample> own = of(samples, name);
        double bytes = Limits.usualBytes(own);
        if (!known(name)) {
            return new Finding(name, Finding.Kind.UNKNOWN, Words.unknown(bytes));
        }
        double bytesBefore = acceptedBytes(name);
        if (fat(name, bytes)) {
            return new Finding(name, Finding.Kind.FATTER, Words.fatter(own, bytes, bytesBefore));
        }
        List<Double> before = acceptedRatios(name);
        if (limits.bytesOnly()) {
            return new Finding(name, Finding.Kind.HELD, Words.bytes(bytes));
        }
        if (before.isEmpty()) {
            return accepted.hasTimes()
                    ? new Finding(name, Finding.Kind.TIME_MISSING, Words.timeMissing(bytes))
                    : new Finding(name, Finding.Kind.TIME_UNKNOWN, Words.timeUnknown(bytes));
        }
        double change = Limits.best(ratios(own)) / Limits.best(before) - 1;
        double slack = limits.slack(before, yardstick(name));
        if (slow(name)) {
            return new Finding(
                    name,
                    Finding.Kind.SLOWER,
                    Limits.change(ratios(own), before) < 2 * change
                            ? Words.slower(own, before, change, slack, limits.tolerance())
                            : Words.slowerInMost(own, before, change));
        }
        boolean better = change < -slack || Limits.tooFat(bytesBefore, bytes);
        return new Finding(
                name,
                better ? Finding.Kind.BETTER : Finding.Kind.HELD,
                Words.held(own, bytes, change, slack, limits.tolerance(), better));
    }
}
