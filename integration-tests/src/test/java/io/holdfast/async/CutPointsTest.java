package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.async.Plot.Form;
import io.holdfast.async.Plot.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Every disturbance at every point of every plot: each plot is played once to count its steps, then once for each step and
 * each disturbance. Whatever comes between, the call completes, with what came first; every permit is settled once and told
 * the truth; no ticket, timer or entry is left; the work's stage is cancelled where due, and nothing else is done to it.
 */
class CutPointsTest {
    /** Every how many steps also the disturbances that other threads take part in. */
    private static final int SLOW_ONES = 7;

    private static final int PATIENT_TURNS = 10_000_000;

    private final Coverage coverage = new Coverage();
    private final List<String> wrong = new ArrayList<>();
    private int runs;

    @Test
    void everyDisturbanceAtEveryPoint() {
        int played = 0;
        for (Plot plot : Plot.all()) {
            World undisturbed = play(plot, Disturbance.NONE, -1, null);
            for (int step = 0; step < undisturbed.steps(); step++, played++) {
                for (Disturbance disturbance : Disturbance.values()) {
                    boolean skipped = disturbance.wakesThreads() && played % SLOW_ONES != 0;
                    if (!skipped && disturbance != Disturbance.NONE) {
                        cut(plot, disturbance, step, undisturbed);
                    }
                }
            }
        }
        System.out.println(runs + " calls, " + coverage);
        assertThat(wrong.stream().limit(20)).isEmpty();
        for (Point point : Point.values()) {
            Arrays.stream(Disturbance.values())
                    .filter(each -> each != Disturbance.NONE && point.excuse(each) == null)
                    .forEach(each -> assertThat(coverage.of(point, each))
                            .as(point + " x " + each)
                            .isPositive());
        }
    }

    private void cut(Plot plot, Disturbance disturbance, int step, World undisturbed) {
        World world = play(plot, disturbance, step, undisturbed);
        if (world.cut != null) {
            coverage.add(world.cut, disturbance);
        }
    }

    private World play(Plot plot, Disturbance disturbance, int step, World undisturbed) {
        runs++;
        World world = new World(plot, disturbance, step);
        List<String> complaints = new ArrayList<>();
        try {
            world.play();
            complaints.addAll(settled(world, world::checkAfterCall));
            world.abandonedWorkEnds();
            complaints.addAll(settled(world, world::checkAtEnd));
            if (undisturbed != null && !expected(world, undisturbed.outcome(), disturbance)) {
                complaints.add("ended with " + world.outcome() + ", undisturbed with " + undisturbed.outcome());
            }
        } catch (Throwable broken) {
            complaints.add("threw " + broken);
        }
        if (!complaints.isEmpty() && wrong.size() < 1_000) {
            wrong.add(plot + ", " + disturbance + " at step " + step + " " + world.cut + ": " + complaints);
        }
        return world;
    }

    /** What other threads still do may come to rest first. */
    private static List<String> settled(World world, Runnable check) {
        List<String> before = List.copyOf(world.complaints());
        for (int turn = 0; turn < PATIENT_TURNS; turn++) {
            check.run();
            if (world.complaints().size() == before.size()) {
                return before;
            }
            if (!world.mayHaveOtherThreads()) {
                break;
            }
            world.forgive();
            Thread.yield();
        }
        return world.complaints();
    }

    private static boolean expected(World world, Object undisturbed, Disturbance disturbance) {
        Object outcome = world.outcome();
        Plot plot = world.plot;
        if (world.cut == null) {
            return same(outcome, undisturbed);
        }
        if (world.won) {
            return switch (disturbance) {
                case CANCEL -> outcome instanceof CancellationException;
                case COMPLETE, COMPLETE_ON_TIMEOUT -> outcome == Disturbance.FROM_OUTSIDE;
                case COMPLETE_EXCEPTIONALLY -> outcome == Disturbance.FAILED_FROM_OUTSIDE;
                default -> outcome instanceof TimeoutException;
            };
        }
        if (disturbance.throwsThere()) {
            boolean error = world.thrown instanceof Error;
            boolean answered = plot.form() == Form.FALLBACK && !error && outcome == World.FALLBACK;
            return switch (world.cut.throwing) {
                case PASSES -> answered || outcome == world.thrown;
                case SURFACES -> outcome == world.thrown;
                case ISOLATED ->
                    same(outcome, undisturbed) || (world.cut == Point.CLASSIFIER && plot.script() == Script.BAD_RESULT);
                case FAILS -> !error || outcome == world.thrown;
                default -> true;
            };
        }
        return switch (disturbance) {
            case LISTENERS_THROW -> same(outcome, undisturbed);
            case CLASSIFIER_THROWS -> same(outcome, undisturbed) || plot.script() == Script.BAD_RESULT;
            case CANCEL, COMPLETE, COMPLETE_EXCEPTIONALLY, OR_TIMEOUT, COMPLETE_ON_TIMEOUT ->
                same(outcome, undisturbed);
            default -> true;
        };
    }

    private static boolean same(Object one, Object other) {
        return one instanceof Throwable ? one.getClass() == other.getClass() : one.equals(other);
    }
}
