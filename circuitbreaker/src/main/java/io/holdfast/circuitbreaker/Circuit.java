package io.holdfast.circuitbreaker;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.circuitbreaker.Probe.What;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Lookout;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The machine of a breaker: one reference to a {@link BreakerState}, and the changes it goes through.
 *
 * <p><b>Guarantees.</b> Lock-free. Every change is a pure function of the state that was read, put in force by identity CAS; effects
 * come after winning, once.
 *
 * <p><b>Linearisation.</b> An admission: the read of a closed state, or the CAS that issues a probe. A refusal: the read of the state.
 * A transition: its CAS. A failure: the CAS or addition on its meter's word.
 *
 * <p><b>Ordering.</b> The reference is read by acquire to admit and to settle: whoever reads a state sees what it was made of. It is
 * changed, and read again after a lost CAS, with volatile order. That no trip is lost follows from the meters: they record and then
 * read, both volatile.
 *
 * <p><b>Invariants.</b> I3: an outcome changes nothing but the state of its number. I5: an open circuit admits nobody before its time,
 * by a clock that was read after it opened. I6: when failures that have been settled reach a threshold, one of the threads that
 * settled them has tried to open the circuit, and one such try wins unless the state has gone on.
 */
final class Circuit {
    private static final String RESET = "reset";

    /** How long it lasts, the refusal says when it is asked. */
    private static final long REFUSED = Refusal.code(RejectionKind.CIRCUIT_OPEN, 0);

    private static final int SLOTS = (1 << RunningCalls.SLOT_BITS) - 1;
    private static final int LOOKS_PER_SPAN = 16;

    private final Gate gate;
    private final AtomicReference<BreakerState> state;
    private final Randomness randomness;
    private final boolean startGiven;
    private final boolean endGiven;
    private final Lookout lookout;
    private final LongSupplier clock;
    private final LongAdder late = new LongAdder();
    private final LongAdder recoveries = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder slow = new LongAdder();

    Circuit(Gate gate, Closed first, Randomness randomness, int needs) {
        this.gate = gate;
        this.state = new AtomicReference<>(first);
        this.randomness = randomness;
        this.startGiven = (needs & Gate.START_CLOCK) != 0;
        this.endGiven = (needs & Gate.END_CLOCK) != 0;
        this.clock = gate.time()::nanos;
        this.lookout = new Lookout(gate.time(), this::look, this::openForOverdue);
    }

    BreakerState acquire() {
        return state.getAcquire();
    }

    BreakerState current() {
        return state.get();
    }

    /** Admits off the shortest path. Uses the reading of the clock that the chain shares; 0 means that nobody asked for one. */
    long enter(BreakerState first, long shared) {
        if (first instanceof Closed closed) {
            return admit(closed, shared);
        }
        long now = shared != 0 ? shared : gate.time().nanos();
        for (BreakerState seen = first; ; seen = state.get()) {
            if (seen instanceof Closed closed) {
                return admit(closed, now);
            }
            if (now - seen.newest() < 0) {
                now = gate.time().nanos(); // the shared reading is older than the state
            }
            if (seen instanceof Open open) {
                if (open.left(now) > 0) {
                    return REFUSED;
                }
                moved(open, open.halfOpen(now), "open for " + Duration.ofNanos(open.waitNanos), null);
            } else if (seen instanceof HalfOpen half) {
                HalfOpen next = half.issue(now);
                if (next == null) {
                    return REFUSED;
                }
                if (state.compareAndSet(half, next)) {
                    tell(next, next.out() > half.out() ? What.ISSUED : What.REPLACED);
                    return half.number << RunningCalls.SLOT_BITS;
                }
            }
        }
    }

    private long admit(Closed closed, long shared) {
        RunningCalls running = closed.running;
        if (running == null) {
            return closed.permit;
        }
        int slot = running.begin(shared != 0 ? shared : gate.time().nanos());
        if (closed.meters.countsSlow()) {
            lookout.within(closed.meters.shortestSlowNanos);
        }
        return closed.permit | slot;
    }

    /** One object for each pipeline while the circuit is open, and so while it is half-open. */
    Refusal<?> refusal(String pipeline, long code) {
        BreakerState seen = state.get();
        return seen.refusals == null || code != REFUSED
                ? new Refusal<>(gate, pipeline, code)
                : seen.refusals.of(gate, pipeline, code, this, seen.generation);
    }

    /** How long calls will still be refused, if the state that refused still lasts and the clock can be read; else 0. */
    long left(long generation) {
        BreakerState seen = state.get();
        if (seen.generation != generation) {
            return 0;
        }
        try {
            return seen.untilProbe(gate.time().nanos()).orElse(0L);
        } catch (Throwable broken) { // a refusal is read by loops, by whoever logs it, and by toString
            gate.faults().report("The time source", broken);
            return 0;
        }
    }

    /** Asked after a wait further in: a call that goes on begins only now. */
    boolean stands(long permit) {
        BreakerState seen = state.get();
        if (seen instanceof Closed closed) {
            RunningCalls running = watching(closed, permit);
            if (running != null) {
                running.resumes((int) permit & SLOTS, gate.time().nanos());
            }
            return true;
        }
        return seen instanceof HalfOpen half && half.holds(permit >>> RunningCalls.SLOT_BITS);
    }

    void waits(long permit) {
        RunningCalls running = state.get() instanceof Closed closed ? watching(closed, permit) : null;
        if (running != null) {
            running.waits((int) permit & SLOTS);
        }
    }

    private static @Nullable RunningCalls watching(Closed closed, long permit) {
        return closed.number == permit >>> RunningCalls.SLOT_BITS ? closed.running : null;
    }

    /** Settles off the shortest path. */
    void settle(BreakerState seen, long permit, Verdict verdict, long start, long end) {
        if (seen instanceof Closed closed && closed.number == permit >>> RunningCalls.SLOT_BITS) {
            settleClosed(closed, permit, verdict, start, end);
        } else {
            settleProbe(permit, verdict, start, end);
        }
    }

    private void settleClosed(Closed closed, long permit, Verdict verdict, long start, long end) {
        Meters meters = closed.meters;
        RunningCalls running = closed.running;
        boolean success = verdict.effect() == Effect.SUCCESS;
        boolean given = end != 0 && (!success || endGiven); // 0 also where the chain's clock broke
        boolean wanted = success ? meters.needsEnd : verdict.effect() == Effect.FAILURE;
        int slot = (int) permit & SLOTS;
        long at;
        long nanos;
        try {
            at = given || !wanted ? end : gate.time().nanos();
            nanos = running == null ? 0 : at - (startGiven ? start : running.began(slot, at));
        } finally {
            if (running != null) {
                running.end(slot); // before it is counted: a call is missed for a moment rather than counted twice
            }
        }
        if (success && nanos < meters.shortestSlowNanos) {
            meters.succeeded(at, clock);
        } else if (success || verdict.effect() == Effect.FAILURE) {
            settleBad(closed, verdict, nanos, at);
        }
    }

    /** A failure, or a success that was slow. */
    private void settleBad(Closed closed, Verdict verdict, long nanos, long at) {
        boolean success = verdict.effect() == Effect.SUCCESS;
        (success ? slow : failures).increment();
        if (!success && nanos >= closed.meters.shortestSlowNanos) {
            slow.increment();
        }
        closed.asked(at, verdict.pushBackNanos());
        Trip trip = closed.meters.ended(verdict, nanos, at, closed.running, clock);
        if (trip != null) {
            trip(closed, trip);
        }
    }

    /** Opens the circuit, unless the state that was closed is over; new settings do not end it. */
    private void trip(Closed closed, Trip trip) {
        for (BreakerState seen = closed;
                seen instanceof Closed same && same.number == closed.number;
                seen = state.get()) {
            long now = gate.time().nanos();
            OpenWait own = same.settings.openWait();
            long wait = Math.max(own.nanos(0, randomness), own.pushBackNanos(same.retryAt - now));
            if (moved(same, same.open(now, wait, 0, trip.toString()), trip.toString(), trip)) {
                if (gate.mode() == Control.Mode.DRY_RUN) {
                    gate.wouldHave("tripped: " + trip);
                }
                return;
            }
        }
    }

    /** The soft deadline of the calls that are running; says after how long to look again, or that the circuit is to open. */
    private long look(long now) {
        if (!(state.get() instanceof Closed closed) || closed.running == null || !closed.meters.countsSlow()) {
            return 0;
        }
        if (closed.meters.overdue(now, closed.running) != null) {
            return -1;
        }
        long until = closed.meters.untilOverdue(now, closed.running);
        return until == 0 ? 0 : Math.max(until, closed.meters.shortestSlowNanos / LOOKS_PER_SPAN);
    }

    /** Looks once more, for a moment has passed, and opens the circuit. */
    private void openForOverdue() {
        if (state.get() instanceof Closed closed && closed.running != null) {
            Trip trip = closed.meters.overdue(gate.time().nanos(), closed.running);
            if (trip != null) {
                trip(closed, trip);
            } else if (closed.meters.countsSlow()) {
                lookout.within(closed.meters.shortestSlowNanos / LOOKS_PER_SPAN);
            }
        }
    }

    private void settleProbe(long permit, Verdict verdict, long start, long end) {
        long probe = permit >>> RunningCalls.SLOT_BITS;
        while (state.get() instanceof HalfOpen half && half.holds(probe)) {
            if (settled(half, probe, verdict, nanos(half, probe, verdict, start, end))) {
                return;
            }
        }
        late.increment();
    }

    /** How long a probe took; where the chain was built without a clock, its waits for other gates included. */
    private long nanos(HalfOpen half, long probe, Verdict verdict, long start, long end) {
        boolean endKnown = endGiven || verdict.effect() != Effect.SUCCESS;
        return !half.countsSlow()
                ? 0
                : (endKnown ? end : gate.time().nanos()) - (startGiven ? start : half.issuedAt(probe));
    }

    private boolean settled(HalfOpen half, long probe, Verdict verdict, long nanos) {
        Effect effect = verdict.effect();
        boolean ended = effect == Effect.SUCCESS || effect == Effect.FAILURE;
        boolean bad = ended && Meter.anyCounts(half.settings.triggers(), verdict, nanos);
        HalfOpen next = half.back(probe, ended && !bad ? 1 : 0, bad ? 1 : 0);
        boolean won = next.opens()
                ? reopened(half, next, verdict)
                : next.closes()
                        ? moved(half, next.closed(gate.time().nanos()), next.passed + " probes passed", null)
                        : state.compareAndSet(half, next);
        if (won) {
            if (effect == Effect.FAILURE) {
                failures.increment();
            }
            tell(next, bad ? What.FAILED : ended ? What.PASSED : What.GIVEN_BACK);
        }
        return won;
    }

    private boolean reopened(HalfOpen half, HalfOpen next, Verdict verdict) {
        OpenWait wait = half.settings.openWait();
        int reopenings = half.reopenings == Integer.MAX_VALUE ? half.reopenings : half.reopenings + 1;
        long nanos = Math.max(wait.nanos(reopenings, randomness), wait.pushBackNanos(verdict.pushBackNanos()));
        String why = next.failed == 1 ? "a probe failed" : next.failed + " probes failed";
        return moved(half, next.open(gate.time().nanos(), nanos, reopenings, why), why, null);
    }

    void reset() {
        for (BreakerState seen = state.get(); ; seen = state.get()) {
            if (moved(seen, seen.closed(gate.time().nanos()), RESET, null)) {
                return;
            }
        }
    }

    void reconfigure(CircuitBreakerSettings next) {
        BreakerState seen = state.get();
        while (!reconfigured(seen, next, gate.time().nanos())) {
            seen = state.get();
        }
        if (!seen.settings.equals(next) && gate.events().wanted(CircuitBreakerReconfigured.class)) {
            gate.events().publish(new CircuitBreakerReconfigured(gate.name(), seen.settings, next));
        }
    }

    private boolean reconfigured(BreakerState seen, CircuitBreakerSettings next, long now) {
        if (seen instanceof Open open) {
            return state.compareAndSet(seen, open.with(next));
        }
        if (seen instanceof Closed closed) {
            Closed changed = closed.with(next, now);
            boolean won = state.compareAndSet(seen, changed);
            if (won && changed.meters.shortestSlowNanos < closed.meters.shortestSlowNanos) {
                lookout.anew(0); // the next look is too far away, or none; calls that run may be slow by now
            }
            return won;
        }
        HalfOpen half = (HalfOpen) seen;
        HalfOpen changed = half.with(next);
        if (changed.opens()) {
            String why = changed.failed + " probes have failed, by new settings";
            long wait = next.openWait().nanos(half.reopenings + 1, randomness);
            return moved(half, changed.open(now, wait, half.reopenings + 1, why), why, null);
        }
        return changed.closes()
                ? moved(half, changed.closed(now), changed.passed + " probes have passed, by new settings", null)
                : state.compareAndSet(half, changed);
    }

    /** The single winner of a change publishes it, after the change. */
    private boolean moved(BreakerState from, BreakerState to, String why, @Nullable Trip trip) {
        if (!state.compareAndSet(from, to)) {
            return false;
        }
        if (from instanceof HalfOpen && to instanceof Closed && !why.equals(RESET)) {
            recoveries.increment();
        }
        Duration openFor = to instanceof Open open ? Duration.ofNanos(open.waitNanos) : Duration.ZERO;
        Transition event = new Transition(
                gate.name(), from.named(), to.named(), why, to.generation, Optional.ofNullable(trip), openFor);
        gate.events().publishInOrder(to.generation, event);
        return true;
    }

    private void tell(HalfOpen now, What what) {
        if (gate.events().wanted(Probe.class)) {
            gate.events().publishAfter(now.generation, new Probe(gate.name(), what, now.out(), now.passed, now.failed));
        }
    }

    CircuitBreakerView view() {
        long now = gate.time().nanos();
        BreakerState seen = state.get();
        Map<State, Duration> timeIn = new EnumMap<>(State.class);
        long[] spent = seen.spentUntil(now);
        for (State each : State.values()) {
            timeIn.put(each, Duration.ofNanos(spent[each.ordinal()]));
        }
        Closed closed = seen instanceof Closed is ? is : null;
        RunningCalls running = closed == null ? null : closed.running;
        State shown = seen.state(now);
        long in = Math.max(0, now - seen.since);
        return new CircuitBreakerView(
                gate.name(),
                shown,
                Duration.ofNanos(
                        seen instanceof Open open && shown != State.OPEN ? Math.max(0, in - open.waitNanos) : in),
                seen.generation,
                timeIn,
                failures.sum(),
                slow.sum(),
                late.sum(),
                gate.rejections(),
                seen instanceof HalfOpen half
                        ? OptionalInt.of(half.out())
                        : running == null ? OptionalInt.empty() : OptionalInt.of(running.count()),
                seen.untilProbe(now).map(Duration::ofNanos),
                closed == null ? List.of() : closed.meters.numbers(now, running));
    }

    List<Reading> readings() {
        return CircuitReadings.of(state::get, clock, late, failures, slow, recoveries);
    }
}
