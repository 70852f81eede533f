package io.holdfast.async;

import io.holdfast.async.BookGate.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to one call when nothing disturbs it.
 *
 * @param chain one letter per policy, outermost first: g a gate, h one that holds, r a loop, l a limit, c a cooperative one
 * @param queueAt the position of the gate that lets the call wait, or -1
 * @param answer how that gate ends the wait
 * @param script what the work does
 * @param form how the call is made
 */
record Plot(String chain, int queueAt, Answer answer, Script script, Form form) {
    enum Script {
        /** The first attempt throws, the second one is there at once. */
        AT_ONCE,
        /** The first attempt fails later, the second one succeeds later. */
        FAILS_THEN_GOOD,
        /** The first attempt runs into the limit. */
        HANGS,
        /** The same, and does not end when it is cancelled. */
        STUBBORN,
        ALL_FAIL,
        /** The first attempt answers something that the classifier does not like. */
        BAD_RESULT
    }

    enum Form {
        PLAIN,
        CARRIED,
        KEYED,
        FALLBACK
    }

    /** Gates outside and inside of loops and limits, runs of them, two loops, two limits. */
    private static final List<String> CHAINS = List.of("grghl", "lgrhrg", "hglrlgh", "grghc");

    /** The first gate of the second kind of chains lets the call wait: everything else happens after the first turn. */
    private static final String DOOR = "d";

    static List<Plot> all() {
        List<Plot> plots = new ArrayList<>();
        for (String chain : CHAINS) {
            for (String door : List.of("", DOOR)) {
                for (Script script : Script.values()) {
                    for (Form form : Form.values()) {
                        plots.add(new Plot(door + chain, -1, Answer.PASS, script, form));
                    }
                }
                for (int at = 0; at < chain.length(); at++) {
                    boolean gate = chain.charAt(at) == 'g' || chain.charAt(at) == 'h';
                    for (Answer answer : gate ? Answer.values() : new Answer[0]) {
                        Form form = Form.values()[(at + answer.ordinal()) % Form.values().length];
                        plots.add(new Plot(door + chain, at + door.length(), answer, Script.FAILS_THEN_GOOD, form));
                        plots.add(new Plot(door + chain, at + door.length(), answer, Script.STUBBORN, Form.PLAIN));
                    }
                }
            }
        }
        return plots;
    }

    boolean cooperative() {
        return chain.indexOf('c') >= 0;
    }

    Answer answerAt(int position) {
        return chain.charAt(position) == 'd' ? Answer.GRANT_LATER : position == queueAt ? answer : Answer.PASS;
    }
}
