package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Work;
import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.lint.Declared;
import io.holdfast.lint.Dossier;
import io.holdfast.spi.Activity;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work that is stopped at the moment at which it begins or ends: its thread keeps no interrupt, and gets none later. */
class DetachedWorkRaceTest {
    private static final int ROUNDS = 100_000;

    /** Of so many rounds one is certain to be stopped before it begins, and one while it runs. */
    private static final int SURE = 100;

    private final AtomicInteger interrupted = new AtomicInteger();
    private final AsyncCall<Object> call = call();
    private volatile DetachedWork next = new DetachedWork(call, Gate.NO_SUBJECT, "no work", null);
    private volatile int turn;
    private volatile int answer;

    private static AsyncCall<Object> call() {
        FaultLog faults = new FaultLog("p");
        TimeSource time = TimeSource.system();
        Events events = new Events(faults);
        Background background =
                new Background(Runnable::run, null, null, false, value -> {}, new CallsInFlight(time, 1), events);
        Activity activity = new Activity(time, events, List::of);
        PipelineInfo info = new PipelineInfo("p", List.of(), Optional.empty(), Optional.empty(), activity);
        Dossier dossier = new Dossier(info, Declared.nothing(), Set.of(), time, events, faults);
        Env env = new Env(
                info,
                "p",
                time,
                Classifier.standard(),
                false,
                faults,
                false,
                null,
                background,
                dossier,
                null,
                activity.calls("p"));
        Route route = new Route(env, List.of(), null, null, null);
        return new AsyncCall<>(route, "no work", Gate.NO_SUBJECT, Deadline.NONE, route.newNumbers());
    }

    private String work() {
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait();
        }
        if (turn % SURE == 1) {
            awaitStop(); // it comes while the work runs
        }
        if (Thread.currentThread().isInterrupted()) {
            interrupted.incrementAndGet();
        }
        return "value";
    }

    private void awaitStop() {
        while (answer != turn) {
            Thread.yield();
        }
    }

    private void stopAll() {
        for (int round = 1; round <= ROUNDS; round++) {
            while (turn != round) {
                Thread.yield();
            }
            for (int i = round % 50; i > 0; i--) {
                Thread.onSpinWait();
            }
            next.stop();
            answer = round;
        }
    }

    @Test
    void noInterruptIsLeft() throws InterruptedException {
        Thread stopper = new Thread(this::stopAll, "stopper");
        stopper.start();
        int left = 0;
        int never = 0;
        int values = 0;
        Work<String, RuntimeException> leaf = this::work;
        for (int round = 1; round <= ROUNDS; round++) {
            DetachedWork work = new DetachedWork(call, Gate.NO_SUBJECT, leaf, null);
            next = work;
            turn = round;
            if (round % SURE == 0) {
                awaitStop(); // it comes before the work begins
            }
            work.run();
            left += Thread.interrupted() ? 1 : 0;
            never += work.neverStarted() ? 1 : 0;
            values += "value".equals(work.getNow(null)) ? 1 : 0;
            awaitStop();
            left += Thread.interrupted() ? 1 : 0;
        }
        stopper.join();
        System.out.println("detached work: " + values + " ended, " + interrupted + " of them saw an interrupt, " + never
                + " never began");
        assertThat(left).as("interrupts left").isZero();
        assertThat(never + values).isEqualTo(ROUNDS);
        assertThat(never).isPositive();
        assertThat(interrupted.get()).isBetween(1, values - 1);
    }
}
