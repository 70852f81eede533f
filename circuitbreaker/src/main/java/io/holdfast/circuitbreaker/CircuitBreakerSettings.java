package io.holdfast.circuitbreaker;

import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a circuit breaker: the one place of options, defaults and accepted ranges.
 *
 * <p>As text: {@code opensOn} (triggers separated by semicolons, see {@link Trigger}), {@code openFor}, {@code
 * openGrowthPercent}, {@code openLongest}, {@code openJitterPercent}, {@code openLongestRetryAfter} (see {@link OpenWait}),
 * {@code probes}, {@code mustPass}, {@code probeLease}.
 *
 * @param triggers what opens the circuit, any one of them; from 1 to 8
 * @param openWait how long the circuit stays open before a probe is let through; default 30 s, fixed
 * @param probes how many probes are let through at most, given back ones not counted; default 1, from 1 to 1,000
 * @param mustPass how many of the probes must succeed to close the circuit; default all; from 1 to {@code probes}. The circuit
 *     opens again as soon as that can no longer happen
 * @param probeLease after which time a probe that has not returned may be replaced; doubles each time that happens; zero, the
 *     default, means as long as the first open wait
 */
public record CircuitBreakerSettings(
        List<Trigger> triggers, OpenWait openWait, int probes, int mustPass, Duration probeLease)
        implements PolicySettings<CircuitBreakerSettings> {
    /** How long the circuit stays open unless told otherwise. */
    public static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(30);

    private static final int MOST_TRIGGERS = 8;
    private static final int MOST_PROBES = 1_000;

    /**
     * Checks the parts.
     *
     * @param triggers as above
     * @param openWait as above
     * @param probes as above
     * @param mustPass as above
     * @param probeLease as above
     */
    public CircuitBreakerSettings {
        triggers = List.copyOf(Require.given("opensOn", triggers));
        Require.range("opensOn", triggers.size(), 1, MOST_TRIGGERS);
        Require.given("openWait", openWait);
        Require.range("probes", probes, 1, MOST_PROBES);
        Require.range("mustPass", mustPass, 1, probes);
        Require.durationOrZero("probeLease", probeLease);
    }

    /**
     * Settings with every default.
     *
     * @param triggers what opens the circuit
     * @return open for 30 s, then one probe
     */
    public static CircuitBreakerSettings of(List<Trigger> triggers) {
        return new CircuitBreakerSettings(triggers, OpenWait.fixed(DEFAULT_OPEN_FOR), 1, 1, Duration.ZERO);
    }

    /**
     * A preset for a dependency called over HTTP, answering within a second or so when it is well. Opens on 5 failures in 10 s,
     * or when half of at least 20 calls in 60 s fail, or when 10 calls in 10 s take 5 s or more; stays open for 10 s at first
     * and up to 2 min, with 20 % of jitter, or for as long as a {@code Retry-After} of up to 5 min asks; then two of three
     * probes must pass.
     *
     * @return the settings, to be changed as needed
     */
    public static CircuitBreakerSettings remoteHttp() {
        return new CircuitBreakerSettings(
                List.of(
                        Trigger.failures(5).within(Duration.ofSeconds(10)),
                        Trigger.failureRate(50).within(Duration.ofSeconds(60)),
                        Trigger.slowCalls(10, Duration.ofSeconds(5)).within(Duration.ofSeconds(10))),
                OpenWait.growing(Duration.ofSeconds(10), Duration.ofMinutes(2))
                        .jitterPercent(20)
                        .orRetryAfter(Duration.ofMinutes(5)),
                3,
                2,
                Duration.ZERO);
    }

    /**
     * A preset for a provider of large language models, where answers take seconds and quotas are common. Opens at the first
     * answer that asks for less load, on 3 consecutive failures, or when 5 calls in 60 s take 30 s or more; stays open for 5 s
     * at first and up to 5 min, with 20 % of jitter, or for as long as a {@code Retry-After} of up to 15 min asks; then one
     * probe, which may take 60 s before another is let through.
     *
     * @return the settings, to be changed as needed
     */
    public static CircuitBreakerSettings llmProvider() {
        return new CircuitBreakerSettings(
                List.of(
                        Trigger.consecutiveFailures(1).only(FailureKind.OVERLOADED),
                        Trigger.consecutiveFailures(3),
                        Trigger.slowCalls(5, Duration.ofSeconds(30)).within(Duration.ofSeconds(60))),
                OpenWait.growing(Duration.ofSeconds(5), Duration.ofMinutes(5))
                        .jitterPercent(20)
                        .orRetryAfter(Duration.ofMinutes(15)),
                1,
                1,
                Duration.ofSeconds(60));
    }

    /** How long the lease of a probe is at first. */
    long leaseNanos() {
        return probeLease.isZero() ? openWait.first().toNanos() : probeLease.toNanos();
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("opensOn", TriggerText.join(triggers));
        options.put("openFor", Options.text(openWait.first()));
        options.put("openGrowthPercent", Integer.toString(openWait.growthPercent()));
        options.put("openLongest", Options.text(openWait.longest()));
        options.put("openJitterPercent", Integer.toString(openWait.jitterPercent()));
        options.put("openLongestRetryAfter", Options.text(openWait.longestRetryAfter()));
        options.put("probes", Integer.toString(probes));
        options.put("mustPass", Integer.toString(mustPass));
        options.put("probeLease", Options.text(probeLease));
        return options;
    }

    /**
     * The same settings but for some options. Where the wait is fixed, {@code openFor} alone changes it; where all probes must
     * pass, {@code probes} alone changes their number.
     *
     * @param changes as above
     * @return new settings
     */
    @Override
    public CircuitBreakerSettings with(Map<String, String> changes) {
        Options given = new Options(changes);
        List<Trigger> opensOn = changes.containsKey("opensOn")
                ? TriggerText.split(given.text("opensOn", ""))
                : triggersAsTheyAre(given);
        Duration first = given.duration("openFor", openWait.first());
        int growth = given.integer("openGrowthPercent", openWait.growthPercent());
        Duration longest = given.duration("openLongest", growth == OpenWait.FIXED ? first : openWait.longest());
        OpenWait wait = new OpenWait(
                first,
                growth,
                longest,
                given.integer("openJitterPercent", openWait.jitterPercent()),
                given.duration("openLongestRetryAfter", openWait.longestRetryAfter()));
        int count = given.integer("probes", probes);
        int pass = given.integer("mustPass", mustPass == probes ? count : mustPass);
        Duration lease = given.duration("probeLease", probeLease);
        given.refuseUnknown();
        return new CircuitBreakerSettings(opensOn, wait, count, pass, lease);
    }

    private List<Trigger> triggersAsTheyAre(Options given) {
        given.text("opensOn", ""); // known
        return triggers;
    }
}
