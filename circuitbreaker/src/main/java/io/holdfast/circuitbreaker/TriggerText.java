package io.holdfast.circuitbreaker;

import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Options;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Triggers as text, one per line of the pattern's alternatives; several are separated by semicolons. */
final class TriggerText {
    private static final String FORMS = "for example '5 failures in 10s', '3 consecutive failures',"
            + " '3 timeout failures in 60s', '50% failures in 60s, min 20', '50% failures of 100 calls, min 20',"
            + " '5 calls over 2s in 10s' or '80% calls over 2s of 100 calls, min 20'";

    private static final Pattern FORM = Pattern.compile("((?<count>\\d{1,9})|(?<percent>\\d{1,3}(\\.\\d{1,9})?)%)"
            + "(?<run> consecutive)?( (?<kinds>[a-z/]+))??( failures| calls over (?<slow>\\w+))"
            + "( in (?<time>\\w+)| of (?<calls>\\d{1,9}) calls)?(, min (?<min>\\d{1,9}))?");

    private TriggerText() {}

    static String join(List<Trigger> triggers) {
        return String.join("; ", triggers.stream().map(Trigger::toString).toList());
    }

    static List<Trigger> split(String text) {
        List<Trigger> triggers = new ArrayList<>();
        for (String each : text.split(";", -1)) {
            triggers.add(parse(each));
        }
        return triggers;
    }

    static Trigger parse(String text) {
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            throw notUnderstood(text);
        }
        boolean run = form.group("run") != null;
        boolean ofCalls = form.group("calls") != null;
        boolean inTime = form.group("time") != null;
        boolean bounded = form.group("min") != null;
        Duration slow = time("slowerThan", form.group("slow"));
        Duration within = time("within", form.group("time"));
        Set<FailureKind> kinds = kinds(form.group("kinds"));
        if (form.group("count") != null && run != inTime && !ofCalls && !bounded) {
            return new CountTrigger(Integer.parseInt(form.group("count")), within, slow, kinds);
        }
        if (form.group("percent") != null && !run && inTime != ofCalls) {
            int calls = ofCalls ? Integer.parseInt(form.group("calls")) : 0;
            RateTrigger rate = RateTrigger.over(Double.parseDouble(form.group("percent")), calls, within, slow);
            int minimum = bounded ? Integer.parseInt(form.group("min")) : rate.minimumCalls();
            return new RateTrigger(rate.percent(), minimum, calls, within, slow, kinds);
        }
        throw notUnderstood(text);
    }

    private static Duration time(String option, String text) {
        return text == null ? Duration.ZERO : new Options(Map.of(option, text)).duration(option, Duration.ZERO);
    }

    private static Set<FailureKind> kinds(String text) {
        Set<FailureKind> kinds = EnumSet.noneOf(FailureKind.class);
        for (String each : text == null ? new String[0] : text.split("/", -1)) {
            kinds.add(new Options(Map.of("kinds", each)).constant("kinds", FailureKind.ERROR));
        }
        return kinds;
    }

    private static IllegalArgumentException notUnderstood(String text) {
        return Require.refused("trigger", text, FORMS);
    }

    /** Copies the kinds in a fixed order, and refuses those that are no failures. */
    static Set<FailureKind> checked(Set<FailureKind> kinds, Duration slowerThan) {
        Require.given("kinds", kinds);
        List<FailureKind> failures = List.of(FailureKind.ERROR, FailureKind.TIMEOUT, FailureKind.OVERLOADED);
        if (!failures.containsAll(kinds)) {
            throw Require.refused("kinds", kinds, "some of " + failures);
        }
        if (!slowerThan.isZero() && !kinds.isEmpty()) {
            throw Require.refused("kinds", kinds, "none where slow calls are counted");
        }
        return kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** What is counted, in words. */
    static String counted(Trigger trigger) {
        if (!trigger.slowerThan().isZero()) {
            return "calls over " + Options.text(trigger.slowerThan());
        }
        String kinds =
                String.join("/", trigger.kinds().stream().map(Options::text).toList());
        return kinds.isEmpty() ? "failures" : kinds + " failures";
    }
}
