package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.async.BookGate.Answer;
import io.holdfast.async.Plot.Form;
import io.holdfast.async.Plot.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every two disturbances at every two points of some plots: the call
 * completes, every permit is settled once and told the truth, nothing is left behind.
 */
class CutPairsTest {
    private static final List<Disturbance> DISTURBANCES = List.of(
            Disturbance.CANCEL,
            Disturbance.ATTEMPT_TIMES_OUT,
            Disturbance.CALL_TIMES_OUT,
            Disturbance.LISTENERS_THROW,
            Disturbance.CLASSIFIER_THROWS,
            Disturbance.THROWS_EXCEPTION,
            Disturbance.THROWS_ERROR);

    private static final List<String> CHAINS =
            Boolean.getBoolean("holdfast.long") ? List.of("rhl", "rhc", "lrg", "grhl") : List.of("rhl", "rhc");

    private final List<String> wrong = new ArrayList<>();
    private int calls;

    @Test
    void everyPairAtEveryPairOfPoints() {
        for (String chain : CHAINS) {
            pairs(new Plot(chain, -1, Answer.PASS, Script.STUBBORN, Form.PLAIN));
            pairs(new Plot(chain, 1 + chain.indexOf('r'), Answer.GRANT_LATER, Script.FAILS_THEN_GOOD, Form.PLAIN));
        }
        System.out.println(calls + " calls with two disturbances each");
        assertThat(wrong.stream().limit(20)).isEmpty();
    }

    private void pairs(Plot plot) {
        for (Disturbance first : DISTURBANCES) {
            int steps = play(plot, Disturbance.NONE, -1, Disturbance.NONE, -1);
            for (int at = 0; at < steps; at++) {
                int stepsThen = play(plot, first, at, Disturbance.NONE, -1); // it may take another way from there on
                for (int then = at + 1; then < stepsThen; then++) {
                    for (Disturbance second : DISTURBANCES) {
                        play(plot, first, at, second, then);
                    }
                }
            }
        }
    }

    private int play(Plot plot, Disturbance first, int at, Disturbance second, int then) {
        calls++;
        World world = new World(plot, first, at, second, then);
        List<String> complaints = new ArrayList<>();
        try {
            world.play();
            world.checkAfterCall();
            world.abandonedWorkEnds();
            world.checkAtEnd();
            complaints.addAll(world.complaints());
        } catch (Throwable broken) {
            complaints.add("threw " + broken);
        }
        if (!complaints.isEmpty() && wrong.size() < 1_000) {
            wrong.add(plot + ", " + first + " at step " + at + ", " + second + " at step " + then + ": " + complaints);
        }
        return world.steps();
    }
}
