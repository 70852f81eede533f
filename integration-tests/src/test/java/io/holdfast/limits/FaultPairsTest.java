package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.LimitMode;
import io.holdfast.limits.FaultBench.Fault;
import io.holdfast.limits.FaultBench.Point;
import io.holdfast.limits.FaultBench.Script;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every fault, and every two faults, at every step of a blocking call with a loop, two gates and a limit, that interrupts or
 * is cooperative: the call ends, permits are settled once with the truth, no limit, timer or interrupt is left, and no
 * interrupt of somebody else's is lost. Clock, parking and timer fail like all else, in one of the plots; {@code
 * -Dholdfast.long=true} lets them fail in all.
 */
class FaultPairsTest {
    private static final int MOST_SHOWN = 20;
    private static final Set<Fault> FAULTS = EnumSet.complementOf(EnumSet.of(Fault.NONE));
    private static final boolean LONG = Boolean.getBoolean("holdfast.long");

    private final List<String> wrong = new ArrayList<>();
    private final Set<Point> points = EnumSet.noneOf(Point.class);
    private int calls;

    @Test
    void everyPairAtEveryPairOfSteps() {
        for (LimitMode mode : List.of(LimitMode.INTERRUPT, LimitMode.COOPERATIVE)) {
            for (Script script : Script.values()) {
                pairs(mode, script, false, false);
            }
            pairs(mode, Script.FAILS, true, false);
            for (Script script : Script.values()) {
                if (LONG) {
                    pairs(mode, script, true, true);
                }
            }
        }
        if (!LONG) {
            pairs(LimitMode.INTERRUPT, Script.FAILS, true, true);
        }
        System.out.println(
                calls + " blocking calls with up to two faults each, at " + points.size() + " kinds of points");
        assertThat(wrong.stream().limit(MOST_SHOWN)).isEmpty();
        assertThat(points).containsExactlyInAnyOrder(Point.values());
    }

    private void pairs(LimitMode mode, Script script, boolean queues, boolean timeFails) {
        int steps = play(mode, script, queues, timeFails, Fault.NONE, -1, Fault.NONE, -1);
        for (Fault first : FAULTS) {
            for (int at = 0; at < steps; at++) {
                int stepsThen = play(mode, script, queues, timeFails, first, at, Fault.NONE, -1); // alone
                for (int then = at + 1; then < stepsThen; then++) {
                    for (Fault second : FAULTS) {
                        play(mode, script, queues, timeFails, first, at, second, then);
                    }
                }
            }
        }
    }

    private int play(
            LimitMode mode,
            Script script,
            boolean queues,
            boolean timeFails,
            Fault first,
            int at,
            Fault second,
            int then) {
        calls++;
        FaultBench bench =
                new FaultBench(mode, script, queues, timeFails, new Fault[] {first, second}, new int[] {at, then});
        int steps = bench.play();
        points.addAll(bench.points);
        if (!bench.complaints.isEmpty()) {
            wrong.add(mode + ", " + script + (queues ? ", queues, " : ", ") + (timeFails ? "time fails, " : "") + first
                    + " at " + at + ", " + second + " at " + then + ": " + bench.complaints);
        }
        return steps;
    }
}
