package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the breaker's one reference points to. Replaced by identity CAS only; whoever wins the CAS has made the change, and
 * nobody else has.
 *
 * <pre>
 *   Closed(number, meters) ──► Open(until) ──► HalfOpen(probes out, passed, failed) ──► Closed or Open
 * </pre>
 *
 * <p><b>Numbers.</b> A closed state admits under one number, each probe has one of its own; numbers only grow, and none is used
 * twice. So an outcome is told from a late one by its number alone: it counts for the closed state of that number, or for the
 * probe of that number if it is still out, and else for nothing.
 *
 * <p><b>Invariants.</b> I1: each transition adds 1 to the generation; a probe and new settings do not. I2: whatever a new state owns
 * is made before the CAS. I4: probes out + passed + failed are at most the probes allowed. Open and half-open states are
 * immutable; a closed one owns its meters and the calls that are running, and shares them with the state that new settings make
 * of it.
 */
abstract sealed class BreakerState permits Closed, Open, HalfOpen {
    final CircuitBreakerSettings settings;

    /** How many transitions came before. */
    final long generation;

    /** Of a closed state its own number; of others the next one. */
    final long number;

    /** When the transition to it took place. */
    final long since;

    /** How long the breaker was in each state before, by ordinal. */
    final long[] spent;

    /** What it refuses with; new settings and probes keep it. Null of a closed one. */
    final @Nullable Refusals refusals;

    BreakerState(
            CircuitBreakerSettings settings,
            long generation,
            long number,
            long since,
            long[] spent,
            @Nullable Refusals refusals) {
        this.settings = settings;
        this.generation = generation;
        this.number = number;
        this.since = since;
        this.spent = spent;
        this.refusals = refusals;
    }

    abstract State state(long now);

    /** Its name, whatever the time. */
    abstract State named();

    /** The newest instant that it knows of. */
    long newest() {
        return since;
    }

    /** How long until the next probe may pass; empty unless calls are refused. */
    Optional<Long> untilProbe(long now) {
        return Optional.empty();
    }

    /** How long the breaker was in each state until now. */
    long[] spentUntil(long now) {
        long[] sum = spent.clone();
        sum[state(now).ordinal()] += Math.max(0, now - since);
        return sum;
    }

    /** Why the circuit was opened; empty when it is closed. */
    String why() {
        return "";
    }

    /** The first number that has not been used. */
    long nextNumber() {
        return number;
    }

    final Closed closed(long now) {
        return new Closed(
                settings,
                generation + 1,
                nextNumber(),
                now,
                spentUntil(now),
                Meters.fresh(settings.triggers(), now),
                null);
    }

    final Open open(long now, long waitNanos, int reopenings, String why) {
        return new Open(
                settings,
                generation + 1,
                nextNumber(),
                now,
                spentUntil(now),
                waitNanos,
                reopenings,
                why,
                new Refusals(why));
    }
}
