package io.holdfast.concurrency;

import java.util.List;

/**
 * The state of a breaker: its one reference, numbers, generations and times.
 *
 */
class BreakerStateVariantsTest extends BreakerVariants {
    @Override
    List<Variant> variants() {
        return List.of(
                in(
                        "Circuit",
                        "a change is put in force without looking whether another one came first",
                        "if (!state.compareAndSet(from, to)) {",
                        "state.set(to);\nif (false) {",
                        "OvertakenTest"),
                in(
                        "Circuit",
                        "an outcome counts for the closed state whatever its number",
                        "if (seen instanceof Closed closed && closed.number == permit >>> RunningCalls.SLOT_BITS) {",
                        "if (seen instanceof Closed closed) {",
                        "StateEventMatrixTest"),
                in(
                        "CircuitBreaker",
                        "a success counts for the closed state whatever its number",
                        "&& closed.permit == permit\n",
                        "",
                        "ResetTest#aSuccessOfBeforeEndsNoRunOfFailures"),
                in(
                        "Circuit",
                        "a trip opens the circuit though the state that tripped is over",
                        "seen instanceof Closed same && same.number == closed.number;",
                        "seen instanceof Closed same;",
                        "OvertakenTest#tripByReset"),
                in(
                        "Circuit",
                        "a trip is not tried again after new settings",
                        "seen = state.get()) {\nlong now",
                        "seen = null) {\nlong now",
                        "OvertakenTest#tripByNewSettings"),
                in(
                        "Circuit",
                        "new settings of a closed circuit overwrite what came meanwhile",
                        "boolean won = state.compareAndSet(seen, changed);",
                        "boolean won = true;\nstate.set(changed);",
                        "OvertakenTest#newSettingsByTrip"),
                in(
                        "Circuit",
                        "an outcome counts for a probe's state whatever its number",
                        "while (state.get() instanceof HalfOpen half && half.holds(probe)) {",
                        "while (state.get() instanceof HalfOpen half) {",
                        "StateEventMatrixTest"),
                in(
                        "Circuit",
                        "events are told as they come",
                        "gate.events().publishInOrder(to.generation, event);",
                        "gate.events().publish(event);",
                        "TransitionEventsTest#oneEventPerTransitionInOrderWhicheverThreadsWin"),
                in(
                        "Circuit",
                        "an event is told before the change",
                        "if (!state.compareAndSet(from, to)) {",
                        "gate.events().publishInOrder(to.generation, new Transition(gate.name(), from.named(), to.named(), why, to.generation, Optional.ofNullable(trip), Duration.ZERO));\nif (!state.compareAndSet(from, to)) {",
                        "TransitionEventsTest#aListenerSeesTheNewState"),
                in(
                        "BreakerState",
                        "a transition keeps the generation",
                        "generation + 1,\nnextNumber(),\nnow,\nspentUntil(now),\nMeters",
                        "generation,\nnextNumber(),\nnow,\nspentUntil(now),\nMeters",
                        "ResetTest"),
                in(
                        "Closed",
                        "a closed state's number is used twice",
                        "return number + 1;",
                        "return number;",
                        "StateEventMatrixTest",
                        "ResetTest"),
                in(
                        "BreakerState",
                        "a reset circuit keeps the calls that were running",
                        "Meters.fresh(settings.triggers(), now),\nnull);",
                        "Meters.fresh(settings.triggers(), now),\nthis instanceof Closed closed ? closed.running : null);",
                        "SlowCallsTest#slowCallsOfAnotherStateDoNotCount"),
                in(
                        "Open",
                        "the time that is left is compared, not subtracted",
                        "return left(now) <= 0 ? State.HALF_OPEN : State.OPEN;",
                        "return since + waitNanos <= now ? State.HALF_OPEN : State.OPEN;",
                        "ProbesTest",
                        "ClockBackTest"),
                in(
                        "Open",
                        "an open circuit is shown as open until somebody calls",
                        "return left(now) <= 0 ? State.HALF_OPEN : State.OPEN;",
                        "return State.OPEN;",
                        "StateEventMatrixTest"),
                in(
                        "Open",
                        "a clock that fell back keeps the circuit open",
                        "return left > waitNanos ? 0 : left;",
                        "return left;",
                        "ProbesTest#aClockThatHasFallenBackDoesNotKeepTheCircuitOpen"),
                in(
                        "Circuit",
                        "a reading of the clock from before the opening is believed",
                        "if (now - seen.newest() < 0) {",
                        "if (false) {",
                        "ProbesTest#aReadingOfTheClockFromBeforeTheOpeningAdmitsNobody"),
                in(
                        "Circuit",
                        "the open wait does not grow",
                        "wait.nanos(reopenings, randomness)",
                        "wait.nanos(0, randomness)",
                        "OpenWaitTest"),
                in(
                        "Circuit",
                        "a server's Retry-After is not heard",
                        "Math.max(own.nanos(0, randomness), own.pushBackNanos(same.retryAt - now))",
                        "own.nanos(0, randomness)",
                        "OpenWaitTest"));
    }
}
