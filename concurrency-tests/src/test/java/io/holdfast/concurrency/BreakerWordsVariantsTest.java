package io.holdfast.concurrency;

import java.util.List;

/**
 * What a closed breaker counts: a run, instants, the last calls, the calls of a time.
 *
 */
class BreakerWordsVariantsTest extends BreakerVariants {
    @Override
    List<Variant> variants() {
        return List.of(
                in(
                        "Meter",
                        "a run of failures is counted in two steps",
                        "word.updateAndGet(count -> count == Integer.MAX_VALUE ? count : count + 1)",
                        "((java.util.function.IntUnaryOperator) count -> {\nword.set(count);\nreturn count;\n}).applyAsInt(word.get() + 1)",
                        "WordCrowdTest#run"),
                in(
                        "Meter",
                        "a run of failures overflows",
                        "word.updateAndGet(count -> count == Integer.MAX_VALUE ? count : count + 1)",
                        "word.incrementAndGet()",
                        "TriggerTest#aRunStaysAtTheEndOfItsType"),
                in(
                        "Meter",
                        "a run opens one failure late",
                        "return numbers.counted() >= threshold;\n}\n}\n\n/** A number in a time. */",
                        "return numbers.counted() > threshold;\n}\n}\n\n/** A number in a time. */",
                        "WordRaceTest#noFailureOfManyIsLost"),
                in(
                        "CircuitBreaker",
                        "a run is not ended by a success",
                        "run.set(0);",
                        "run.getAcquire();",
                        "TriggerTest#aSuccessEndsARunOfConsecutiveFailures"),
                in(
                        "CircuitBreaker",
                        "a run is ended by what proves nothing",
                        "&& verdict.effect() == Effect.SUCCESS",
                        "&& verdict.effect() != Effect.FAILURE",
                        "TriggerTest#whatProvesNothingNeitherCountsNorExcuses"),
                in(
                        "RecentInstants",
                        "an instant is kept without looking whether another one came first",
                        "if (recent.compareAndSet(seen, next)) {",
                        "recent.set(next);\nif (true) {",
                        "WordRaceTest#noTripIsLost",
                        "WordRaceTest#noFailureOfManyIsLost"),
                in(
                        "RecentInstants",
                        "instants are compared, not subtracted",
                        "newest = instant - newest > 0 ? instant : newest;",
                        "newest = instant > newest ? instant : newest;",
                        "WindowTwinsTest#instants"),
                in(
                        "RecentInstants",
                        "the older end does not belong to the window",
                        "if (newest - instant <= withinNanos) {",
                        "if (newest - instant < withinNanos) {",
                        "TriggerTest#bothEndsOfTheWindowBelongToIt"),
                in(
                        "RecentInstants",
                        "one that comes late counts",
                        "if (newest - at <= withinNanos) {",
                        "if (true) {",
                        "WindowTwinsTest#callThatComesLateClearsNothingOfWhatCameMeanwhile"),
                in(
                        "RecentInstants",
                        "a step back of the clock is not seen",
                        "if (newest - at > withinNanos && newest - clock.getAsLong() > withinNanos) {",
                        "if (false) {",
                        "TriggerTest#aClockThatFallsFarBackDoesNotDisarm"),
                in(
                        "CallWindow",
                        "a bad call's number is kept without looking whether another one came first",
                        "if (bad.compareAndSet(seen, with(seen, number, next.get()))) {",
                        "bad.set(with(seen, number, next.get()));\nif (true) {",
                        "WordRaceTest#twoBadCallsAndTheirNumbersAreBothKept"),
                in(
                        "CallWindow",
                        "a bad call takes the number of the next one",
                        "long number = next.getAndAdd(1);\nwhile",
                        "long number = next.getAndAdd(1) + 1;\nwhile",
                        "WindowTwinsTest#lastCalls"),
                in(
                        "CallWindow",
                        "one call too many is in the window",
                        "count += each >= oldest ? 1 : 0;",
                        "count += each >= oldest - 1 ? 1 : 0;",
                        "WindowTwinsTest#lastCalls",
                        "RateTriggerTest"),
                in(
                        "CallWindow",
                        "calls are counted in 32 bits",
                        "return (int) Math.min(next.get(), size);",
                        "return Math.min((int) next.get(), size);",
                        "WindowTwinsTest#lastCalls"),
                in(
                        "Meter",
                        "a bad call looks before it is counted",
                        "window.addBad();\nreturn numbers(at, running);",
                        "Trip before = numbers(at, running);\nwindow.addBad();\nreturn before;",
                        "RateTriggerTest"),
                in(
                        "TimeWindow",
                        "a cell is written without looking whether another one came first",
                        "if (cells.compareAndSet(index, seen, next)) {",
                        "cells.set(index, next);\nif (true) {",
                        "WordCrowdTest#callsOfTheTime"),
                in(
                        "TimeWindow",
                        "a call of the running twentieth clears it",
                        "boolean live = !empty && ahead >= 0 && ahead <= CELLS;",
                        "boolean live = !empty && ahead > 0 && ahead <= CELLS;",
                        "WindowTwinsTest#callsOfTime"),
                in(
                        "TimeWindow",
                        "a cell is not cleared by a new twentieth",
                        "boolean live = !empty && ahead >= 0 && ahead <= CELLS;",
                        "boolean live = !empty && ahead <= CELLS;",
                        "WindowTwinsTest#callsOfTime"),
                in(
                        "TimeWindow",
                        "an empty cell holds a place",
                        "boolean empty = calls(seen) == 0;",
                        "boolean empty = false;",
                        "WindowTwinsTest#emptyTwentiethHoldsNoPlace"),
                in(
                        "TimeWindow",
                        "a call that comes late clears a later cell",
                        "return; // the clock has not",
                        "seen = seen; // the clock has not",
                        "WindowTwinsTest#callThatComesLateClearsNothingOfWhatCameMeanwhile"),
                in(
                        "TimeWindow",
                        "the twentieth of a lap before counts",
                        "if (ahead > -CELLS && ahead <= CELLS) {",
                        "if (ahead >= -CELLS && ahead <= CELLS) {",
                        "WindowTwinsTest#idleWindowIsEmptyWithoutAnybodyWriting"),
                in(
                        "TimeWindow",
                        "a field carries into its neighbour",
                        "(Math.min(calls, COUNT_MASK) << CALLS_SHIFT) | Math.min(bad, COUNT_MASK)",
                        "(calls << CALLS_SHIFT) + bad",
                        "WindowTwinsTest#fieldsOfCellSaturateAndDoNotCarry"),
                in(
                        "TimeWindow",
                        "ticks are compared without their sign",
                        "<< TICK_SHIFT) >> TICK_SHIFT;",
                        "<< TICK_SHIFT) >>> TICK_SHIFT;",
                        "WindowTwinsTest#callsOfTime"),
                in(
                        "TimeWindow",
                        "the cell of a tick before the origin is its remainder",
                        "(int) Math.floorMod(tick, (long) CELLS)",
                        "(int) (tick % CELLS)",
                        "WindowTwinsTest#twentiethsBeforeTheOriginAreLikeAnyOthers"),
                in(
                        "Meter",
                        "every kind of failure counts",
                        "((kinds >>> verdict.kind().ordinal()) & 1) != 0",
                        "kinds != 0",
                        "RateTriggerTest#tenServerErrorsDoNotOpenWhatWaitsForTimeOuts"),
                in(
                        "Meter",
                        "a share counts below its minimum",
                        "numbers.calls() >= minimum &&",
                        "",
                        "RateTriggerTest#shareMeansNothingBelowTheMinimum"));
    }
}
