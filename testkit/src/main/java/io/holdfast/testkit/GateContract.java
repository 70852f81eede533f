package io.holdfast.testkit;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.function.Function;

/**
 * What every gate must keep, Holdfast's own and a user's. A test of a gate is one line:
 *
 * <pre>{@code
 * GateContract.of(site -> new TicketWindow(site, 1_000, 2)).fifo().check();
 * }</pre>
 *
 * <p>Checked, each on fresh gates and at the corners of the clock (0, negative, about to wrap, wrapping):
 *
 * <ul>
 *   <li>{@code enter} answers a permit, {@link Gate#FREE}, {@link Gate#QUEUE} or a sound refusal; refusals can be put in
 *       words; nothing throws, blocks, parks, starts a thread or touches the interrupt flag, also where the clock jumps;
 *   <li>capacity, measured by entering until nobody gets in, is the same again after every permit was settled, whatever the
 *       verdict; what is {@code FREE} is never settled;
 *   <li>a waiter is served when a permit comes back, one per permit; one that leaves takes no permit with it, also when it
 *       leaves while it is being served; whoever waits behind it is served;
 *   <li>random histories of several threads leave the capacity as it was and never admit more;
 *   <li>the gate works under an operator's overrides.
 * </ul>
 *
 * <p>Limits of the contract: a capacity above 10,000 counts as unlimited, and a gate that uses more than one thread's work
 * to serve a waiter is not for it. <b>Thread-safety.</b> Immutable. Overrides count for the whole process, so tests that
 * look at {@link io.holdfast.spi.Control#active()} must not run beside it.
 */
public final class GateContract {
    private final GateOptions options;

    private GateContract(GateOptions options) {
        this.options = options;
    }

    /**
     * The contract of a gate that gives capacity back as soon as a permit is settled, whatever the verdict.
     *
     * @param factory makes a new gate on the given site, whose time it must use; all of them alike
     * @return the contract
     */
    public static GateContract of(Function<PolicySite, ? extends Gate> factory) {
        return new GateContract(new GateOptions(
                Require.given("factory", factory), false, 0, false, 0, Gate.NO_SUBJECT, GateOptions.ROUNDS));
    }

    /**
     * The gate promises to serve waiters in the order of their arrival. By default any order will do.
     *
     * @return a stricter contract
     */
    public GateContract fifo() {
        return new GateContract(options.withFifo());
    }

    /**
     * Capacity comes back with time, as that of a rate limiter. By default it comes back at once.
     *
     * @param time after how long all of it is back
     * @return another contract
     */
    public GateContract returnsAfter(Duration time) {
        return new GateContract(options.withReturn(Require.duration("time", time)));
    }

    /**
     * A permit that was used is gone for good; only {@link io.holdfast.spi.Effect#UNUSED} gives it back. By default every
     * verdict does.
     *
     * @return another contract
     */
    public GateContract returnsUnusedOnly() {
        return new GateContract(options.withUnusedOnly());
    }

    /**
     * The gate changes its capacity by what it learns, as a circuit breaker does: successes and failures may change it, and
     * it is back after at most 100 times this time, each followed by as many successes as the gate lets through. By default
     * nothing is learnt.
     *
     * @param recovery how long it may take until the next attempt gets in
     * @return another contract
     */
    public GateContract learns(Duration recovery) {
        return new GateContract(options.withRecovery(Require.duration("recovery", recovery)));
    }

    /**
     * The subject of all calls, for a gate that needs one. By default {@link Gate#NO_SUBJECT}.
     *
     * @param subject what the calls are about
     * @return another contract
     */
    public GateContract subject(Object subject) {
        return new GateContract(options.withSubject(Require.given("subject", subject)));
    }

    /**
     * How long the races go on. By default 5,000 rounds, well below a second.
     *
     * @param rounds how many rounds, from 1 to 100,000,000
     * @return another contract
     */
    public GateContract rounds(int rounds) {
        return new GateContract(options.withRounds(Require.range("rounds", rounds, 1, 100_000_000)));
    }

    /**
     * Checks it.
     *
     * @throws AssertionError at the first rule that is broken, naming the rule, the gate and what was seen
     */
    public void check() {
        for (GateRule rule : GateRule.values()) {
            for (long start : rule.clockStarts()) {
                rule.check(options, start);
            }
        }
    }
}
