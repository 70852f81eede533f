package io.holdfast.retry;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a retry: the one place of options, defaults and accepted ranges.
 *
 * @param attempts the most attempts of one call, the first included; default 3, from 1 to 1,000,000
 * @param within the longest time from the start of a call to the start of its last attempt; default zero, which means that
 *     only the deadline of the call counts
 * @param growth how the waits grow; default exponential
 * @param delay the wait before the second attempt; default 100 ms, zero or more, at most the cap
 * @param factor by what each further wait is multiplied, if exponential; default 2, from 2 to 100
 * @param cap the longest wait, and the longest that a dependency may ask to stay away; default 30 s, zero or more
 * @param jitter how waits are spread; default {@link Jitter#SPREAD}; not decorrelated where waits are custom
 * @param jitterPercent the spread to each side, if {@link Jitter#SPREAD}; default 20, from 1 to 100
 * @param rejections whether refusals by the policies further in are repeated, too, when they say when to come back; default
 *     false. Never those of an open circuit or of an operator
 * @param resultEnd how a call ends whose last result was judged a failure; default {@link ResultEnd#RETURN_LAST}
 * @param budget what bounds repetitions by a share of first attempts; default {@link RetryBudgetSettings#DEFAULT}
 */
public record RetrySettings(
        int attempts,
        Duration within,
        Growth growth,
        Duration delay,
        int factor,
        Duration cap,
        Jitter jitter,
        int jitterPercent,
        boolean rejections,
        ResultEnd resultEnd,
        RetryBudgetSettings budget)
        implements PolicySettings<RetrySettings> {
    /** 3 attempts, waits that double from 100 ms to 30 s, 20 % of jitter. */
    public static final RetrySettings DEFAULT = new RetrySettings(
            3,
            Duration.ZERO,
            Growth.EXPONENTIAL,
            Duration.ofMillis(100),
            2,
            Duration.ofSeconds(30),
            Jitter.SPREAD,
            20,
            false,
            ResultEnd.RETURN_LAST,
            RetryBudgetSettings.DEFAULT);

    private static final String BUDGET = "budget.";

    /**
     * Checks the parts.
     *
     * @param attempts as above
     * @param within as above
     * @param growth as above
     * @param delay as above
     * @param factor as above
     * @param cap as above
     * @param jitter as above
     * @param jitterPercent as above
     * @param rejections as above
     * @param resultEnd as above
     * @param budget as above
     */
    public RetrySettings {
        Require.range("attempts", attempts, 1, 1_000_000);
        Require.durationOrZero("within", within);
        Require.given("growth", growth);
        Require.durationOrZero("delay", delay);
        Require.range("factor", factor, 2, 100);
        Require.durationOrZero("cap", cap);
        if (cap.compareTo(delay) < 0) {
            throw Require.refused("cap", cap, "at least the delay of " + delay);
        }
        Require.given("jitter", jitter);
        Require.range("jitterPercent", jitterPercent, 1, 100);
        if (growth == Growth.CUSTOM && jitter == Jitter.DECORRELATED) {
            throw Require.refused("jitter", jitter, "any other where waits are custom: it would take their place");
        }
        Require.given("resultEnd", resultEnd);
        Require.given("budget", budget);
    }

    /** A wait above the default cap is its own cap. */
    static RetrySettings waits(Growth growth, Duration delay) {
        Duration cap = delay != null && delay.compareTo(DEFAULT.cap) > 0 ? delay : DEFAULT.cap;
        return new RetrySettings(
                DEFAULT.attempts,
                DEFAULT.within,
                growth,
                delay,
                DEFAULT.factor,
                cap,
                DEFAULT.jitter,
                DEFAULT.jitterPercent,
                DEFAULT.rejections,
                DEFAULT.resultEnd,
                DEFAULT.budget);
    }

    /**
     * For calls that somebody waits for: 3 attempts, waits of 50 ms, then 100 ms, with full jitter, never above 1 s.
     *
     * @return a preset
     */
    public static RetrySettings interactive() {
        return waits(Growth.EXPONENTIAL, Duration.ofMillis(50))
                .cap(Duration.ofSeconds(1))
                .jitter(Jitter.FULL);
    }

    /**
     * For work that nobody waits for: 8 attempts, decorrelated waits from 1 s to a minute.
     *
     * @return a preset
     */
    public static RetrySettings background() {
        return waits(Growth.EXPONENTIAL, Duration.ofSeconds(1))
                .attempts(8)
                .cap(Duration.ofMinutes(1))
                .jitter(Jitter.DECORRELATED);
    }

    RetrySettings attempts(int count) {
        return new RetrySettings(
                count, within, growth, delay, factor, cap, jitter, jitterPercent, rejections, resultEnd, budget);
    }

    RetrySettings within(Duration total) {
        return new RetrySettings(
                attempts, total, growth, delay, factor, cap, jitter, jitterPercent, rejections, resultEnd, budget);
    }

    RetrySettings factor(int times) {
        return new RetrySettings(
                attempts, within, growth, delay, times, cap, jitter, jitterPercent, rejections, resultEnd, budget);
    }

    RetrySettings cap(Duration longest) {
        return new RetrySettings(
                attempts, within, growth, delay, factor, longest, jitter, jitterPercent, rejections, resultEnd, budget);
    }

    RetrySettings jitter(Jitter kind) {
        return new RetrySettings(
                attempts, within, growth, delay, factor, cap, kind, jitterPercent, rejections, resultEnd, budget);
    }

    RetrySettings jitterPercent(int percent) {
        return new RetrySettings(
                attempts, within, growth, delay, factor, cap, jitter, percent, rejections, resultEnd, budget);
    }

    RetrySettings rejections(boolean repeated) {
        return new RetrySettings(
                attempts, within, growth, delay, factor, cap, jitter, jitterPercent, repeated, resultEnd, budget);
    }

    RetrySettings resultEnd(ResultEnd end) {
        return new RetrySettings(
                attempts, within, growth, delay, factor, cap, jitter, jitterPercent, rejections, end, budget);
    }

    RetrySettings budget(RetryBudgetSettings other) {
        return new RetrySettings(
                attempts, within, growth, delay, factor, cap, jitter, jitterPercent, rejections, resultEnd, other);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("attempts", Integer.toString(attempts));
        options.put("within", Options.text(within));
        options.put("growth", Options.text(growth));
        options.put("delay", Options.text(delay));
        options.put("factor", Integer.toString(factor));
        options.put("cap", Options.text(cap));
        options.put("jitter", Options.text(jitter));
        options.put("jitterPercent", Integer.toString(jitterPercent));
        options.put("rejections", Boolean.toString(rejections));
        options.put("resultEnd", Options.text(resultEnd));
        budget.options().forEach((option, value) -> options.put(BUDGET + option, value));
        return options;
    }

    @Override
    public RetrySettings with(Map<String, String> changes) {
        Options given = new Options(changes);
        RetryBudgetSettings paid = new RetryBudgetSettings(
                given.flag(BUDGET + "enabled", budget.enabled()),
                given.fraction(BUDGET + "percent", budget.percent()),
                given.integer(BUDGET + "burst", budget.burst()),
                given.integer(BUDGET + "floorPerSecond", budget.floorPerSecond()),
                given.fraction(BUDGET + "floorPercent", budget.floorPercent()));
        RetrySettings changed = new RetrySettings(
                given.integer("attempts", attempts),
                given.duration("within", within),
                given.constant("growth", growth),
                given.duration("delay", delay),
                given.integer("factor", factor),
                given.duration("cap", cap),
                given.constant("jitter", jitter),
                given.integer("jitterPercent", jitterPercent),
                given.flag("rejections", rejections),
                given.constant("resultEnd", resultEnd),
                paid);
        given.refuseUnknown();
        return changed;
    }
}
