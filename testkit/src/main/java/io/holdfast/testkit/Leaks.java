package io.holdfast.testkit;

import io.holdfast.Pipeline;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Require;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what is left over: permits that were not given back, waiters, armed time limits, tasks on the timer, open event
 * subscriptions, threads of Holdfast, overrides in force, and an interrupt flag. Everything is compared with what there was
 * when the watch began. {@link NoLeaks} does the same around each JUnit test.
 *
 * <p><b>Permits.</b> Of a gate that shows the readings {@code permits.in.use} and {@code waiting}, these are compared; of
 * any other gate of role {@link io.holdfast.spi.Role#CONCURRENCY} the capacity is measured by entering until it refuses,
 * which nobody hears of, and everything is given back unused. <b>Threads</b> that are idle and end by themselves, as those of the machine's own time do after 5 s, are waited
 * for, 10 s at most. <b>Thread-safety.</b> For one thread; all other threads of the test must have ended their calls.
 */
public final class Leaks {
    private static final Duration YEAR = Duration.ofDays(365);

    private final Map<Policy, PolicyTrace> policies = new LinkedHashMap<>();
    private final Set<TimeSource> times = new LinkedHashSet<>();
    private final HoldfastThreads threads = new HoldfastThreads();
    private final int overrides = Control.active();
    private boolean subscriptionsMayStay;

    /** Begins to watch threads, overrides and the interrupt flag. */
    public Leaks() {}

    /**
     * Also watches a time: its armed limits, and the pending tasks of a {@link VirtualTime}.
     *
     * @param time which one
     * @return this
     */
    public Leaks watch(TimeSource time) {
        times.add(Require.given("time", time));
        return this;
    }

    /**
     * Also watches a policy, its subscriptions and its time. Call it while the policy is whole.
     *
     * @param policy which one
     * @return this
     */
    public Leaks watch(Policy policy) {
        return watch(policy, Gate.NO_SUBJECT);
    }

    /**
     * Also watches a policy that tells calls apart, as seen by one subject. Without one it is not asked for permits.
     *
     * @param policy which one
     * @param subject whose calls
     * @return this
     */
    public Leaks watch(Policy policy, Object subject) {
        Require.given("subject", subject);
        policies.computeIfAbsent(Require.given("policy", policy), each -> new PolicyTrace(each, subject));
        return watch(policy.time());
    }

    /**
     * Also watches all policies of a pipeline.
     *
     * @param pipeline which one
     * @return this
     */
    public Leaks watch(Pipeline pipeline) {
        Require.given("pipeline", pipeline).info().policies().forEach(policy -> watch(policy));
        return this;
    }

    /**
     * Lets subscriptions stay open: for a test whose listeners live as long as its policies.
     *
     * @return this
     */
    public Leaks allowSubscriptions() {
        subscriptionsMayStay = true;
        return this;
    }

    /**
     * Looks for leaks now. Clears the interrupt flag, so that it does not fail the next test.
     *
     * @throws AssertionError listing everything that was found
     */
    public void check() {
        report(found());
    }

    /**
     * The same, and then moves every watched virtual time on by a year and looks whether all gates work: what comes back
     * with time must be back, and each must let a call in.
     *
     * @throws AssertionError listing everything that was found
     */
    public void checkAfterRest() {
        List<String> found = found();
        for (TimeSource time : times) {
            if (time instanceof VirtualTime virtual) {
                virtual.advance(YEAR);
            }
        }
        policies.values().forEach(trace -> trace.afterRest(found));
        report(found);
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        if (Thread.interrupted()) {
            found.add("the thread's interrupt flag is set");
        }
        if (Control.active() > overrides) {
            found.add("overrides in force: " + (Control.active() - overrides) + " more than before");
        }
        for (TimeSource time : times) {
            int armed = time.watchdog().armed();
            if (armed > 0) {
                found.add("armed time limits: " + armed);
            }
            List<String> pending = time instanceof VirtualTime virtual ? virtual.pending() : List.of();
            if (!pending.isEmpty()) {
                found.add("pending tasks of the timer: " + pending.size() + ": " + pending);
            }
        }
        policies.values().forEach(trace -> trace.compare(found, subscriptionsMayStay));
        threads.compare(found);
        return found;
    }

    private static void report(List<String> found) {
        if (!found.isEmpty()) {
            throw new AssertionError("leaks:\n  " + String.join("\n  ", found));
        }
    }
}
