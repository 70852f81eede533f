package io.holdfast.concurrency;

import java.util.List;

/** The handshake of a time limit, broken by a token. */
class WatchdogVariantsTest extends VariantTests {
    private static final String SOURCE = "core/src/main/java/io/holdfast/time/WatchdogSlot.java";
    private static final Catcher STATES = Catcher.tests("core", "io.holdfast.time.WatchdogSlotTest");
    private static final Catcher STRESS = Catcher.stress("DisarmAndFireStress");

    private static Variant variant(String what, String token, String instead, Catcher catcher) {
        return new Variant("WatchdogSlot: " + what, SOURCE, token, instead, catcher);
    }

    @Override
    List<Variant> variants() {
        return List.of(
                variant(
                        "the end of the call does not wait for an interrupt that is being sent",
                        "} else if (word == FIRING || word == FOREIGN) {",
                        "} else if (word == FIRING || word == FOREIGN || word == STRIKING) {",
                        STRESS),
                variant(
                        "an interrupt that was not ours is cleared",
                        "if (word == FIRED) {\ntaken",
                        "if (word == FIRED || word == FOREIGN) {\ntaken",
                        STATES),
                variant(
                        "nobody looks whether the flag is set before interrupting",
                        "if (thread != null && !thread.isInterrupted()) {",
                        "if (thread != null) {",
                        STATES),
                variant(
                        "a limit that has ended in time is marked nevertheless",
                        "return move(word, FIRING) ? OVERDUE",
                        "leave(FIRING); return word != FREE ? OVERDUE",
                        STRESS),
                variant(
                        "an interrupt is sent in a step of its own after the look at the state",
                        "if (!move(FIRING, STRIKING)) {",
                        "if (word != FIRING) {",
                        STRESS),
                variant(
                        "the call ends without asking whether it was in time",
                        "return !move(armedWord, FREE) && expired(thrown);",
                        "leave(FREE); return false;",
                        STATES),
                variant(
                        "our interrupt is not cleared",
                        "taken += Thread.interrupted() ? 1 : 0;\nint ours",
                        "int ours",
                        STATES),
                variant(
                        "an outer limit that has expired, too, is forgotten",
                        "WatchdogSlot outer = dog.expiredOf(me);",
                        "WatchdogSlot outer = me == null ? dog.expiredOf(me) : null;",
                        STATES),
                variant(
                        "what the work consumed of somebody else is not given back",
                        "boolean foreign = takeBack(thrown) > 0;",
                        "boolean foreign = takeBack(thrown) > 1;",
                        STATES));
    }
}
