package io.holdfast.concurrency;

import java.util.List;

/**
 * The calls that are running, and who is on the lookout for slow ones.
 *
 */
class BreakerRunningVariantsTest extends BreakerVariants {
    @Override
    List<Variant> variants() {
        return List.of(
                in(
                        "RunningCalls",
                        "a slot is taken without looking whether it still is free",
                        "if (chunk.get(at) == FREE && chunk.compareAndSet(at, FREE, start)) {",
                        "if (chunk.get(at) == FREE) {\nchunk.set(at, start);",
                        "WordRaceTest#twoCallsThatBeginTogetherAreBothKnown",
                        "WordCrowdTest#twoCallsNeverShareOneSlot"),
                in(
                        "RunningCalls",
                        "room is made without looking whether somebody else has",
                        "seen = chunks.compareAndSet(seen, grown) ? grown : chunks.get();",
                        "chunks.set(grown);\nseen = grown;",
                        "WordRaceTest#twoCallsThatMakeRoomTogetherAreBothKnown"),
                in(
                        "RunningCalls",
                        "time that is waited is the dependency's",
                        "overdue += start != FREE && start != WAITING &&",
                        "overdue += start != FREE &&",
                        "SlowCallsTest#timeThatGateFurtherInLetsCallWaitIsNotTheDependencys"),
                in(
                        "RunningCalls",
                        "instants are compared, not subtracted",
                        "now - ORIGIN - start >= slowNanos ? 1 : 0",
                        "now - ORIGIN >= start + slowNanos ? 1 : 0",
                        "RunningCallsTest"),
                in(
                        "RunningCalls",
                        "one nanosecond late",
                        "now - ORIGIN - start >= slowNanos ? 1 : 0",
                        "now - ORIGIN - start > slowNanos ? 1 : 0",
                        "SlowCallsTest#callsThatNeverComeBackOpenThoughNoCallArrivesAnyMore"),
                in(
                        "RunningCalls",
                        "an instant is taken for a free slot",
                        "return word == FREE || word == WAITING ? 2 : word;",
                        "return word;",
                        "RunningCallsTest"),
                in(
                        "RunningCalls",
                        "a slot stays taken",
                        "write(slot, FREE);",
                        "write(slot, WAITING);",
                        "SlowCallsTest",
                        "RunningCallsTest"),
                in(
                        "Circuit",
                        "a call is counted before it has left its slot",
                        "running.end(slot); // before it is counted: a call is missed for a moment rather than counted twice",
                        "",
                        "WordRaceTest#twoSlowCallsThatComeBackTogetherAreNotThree",
                        "SlowCallsTest"),
                in(
                        "Circuit",
                        "somebody is put on the lookout before there is something to see",
                        "int slot = running.begin(shared != 0 ? shared : gate.time().nanos());\nif (closed.meters.countsSlow()) {\nlookout.within(closed.meters.shortestSlowNanos);\n}",
                        "if (closed.meters.countsSlow()) {\nlookout.within(closed.meters.shortestSlowNanos);\n}\nint slot = running.begin(shared != 0 ? shared : gate.time().nanos());",
                        "WordRaceTest#callThatBeginsWhileTheLookoutFindsNothingIsSeenLater"),
                in(
                        "Circuit",
                        "nobody is on the lookout",
                        "lookout.within(closed.meters.shortestSlowNanos);\n}\nreturn closed.permit | slot;",
                        "closed.meters.countsSlow();\n}\nreturn closed.permit | slot;",
                        "SlowCallsTest#callsThatNeverComeBackOpenThoughNoCallArrivesAnyMore"),
                in(
                        "Circuit",
                        "new slow triggers do not look anew",
                        "lookout.anew(0); //",
                        "// lookout.anew(0);",
                        "SlowCallsAnewTest"),
                in(
                        "Meter",
                        "calls that run are looked at before the word",
                        "return trip(word.add(at, threshold, withinNanos, clock), overdue(at, running));",
                        "int overdue = overdue(at, running);\nreturn trip(word.add(at, threshold, withinNanos, clock), overdue);",
                        "SlowCallsAnewTest",
                        "SlowCallsTest"));
    }
}
