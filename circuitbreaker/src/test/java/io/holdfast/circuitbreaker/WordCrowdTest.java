package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Two threads work on one word for as long as a scheduler's slice and longer: nothing is lost, and nothing counted twice. */
class WordCrowdTest {
    private static final int MANY = Integer.getInteger("holdfast.rounds", 400) * 500;
    private static final int MANY_OF_ONE_CELL = Math.min(MANY, 1_000_000);

    @Test
    void run() throws Exception {
        AtomicInteger word = new AtomicInteger();
        Meter run = new Meter.Run(Trigger.consecutiveFailures(3), word);
        both(i -> run.bad(0, null, () -> 0));
        assertThat(word).hasValue(2 * MANY);
    }

    @Test
    void callsOfTheTime() throws Exception {
        TimeWindow window = new TimeWindow(200, 0);
        both(i -> {
            if (i < MANY_OF_ONE_CELL) {
                window.add(10, i % 2 == 0, () -> 10);
            }
        });
        assertThat(TimeWindow.callsOf(window.sum(10))).isEqualTo(2 * MANY_OF_ONE_CELL);
        assertThat(TimeWindow.badOf(window.sum(10))).isEqualTo(MANY_OF_ONE_CELL);
    }

    @Test
    void lastCallsEachWithItsOwnNumber() throws Exception {
        CallWindow window = new CallWindow(100);
        both(i -> window.addBad());
        assertThat(window.bad()).isEqualTo(100);
        for (int good = 1; good <= 100; good++) {
            window.addGood();
            assertThat(window.bad()).isEqualTo(100 - good);
        }
    }

    /** Of two calls in turn bad and good at most one is bad, whenever one looks. */
    @Test
    void badCallsAreNeverTakenTogetherWithOnesThatHaveLeftTheWindow() throws Exception {
        CallWindow window = new CallWindow(2);
        AtomicInteger most = new AtomicInteger();
        together(
                i -> {
                    window.addBad();
                    window.addGood();
                },
                i -> {
                    int bad = window.bad();
                    if (bad > most.get()) {
                        most.set(bad);
                    }
                });
        assertThat(most.get()).isLessThanOrEqualTo(1);
    }

    /** Both want the slot that the other one gives back, again and again. */
    @Test
    void twoCallsNeverShareOneSlot() throws Exception {
        RunningCalls running = new RunningCalls();
        AtomicIntegerArray owners = new AtomicIntegerArray(1 << RunningCalls.SLOT_BITS);
        AtomicInteger shared = new AtomicInteger();
        both(i -> {
            int slot = running.begin(1_000);
            if (owners.incrementAndGet(slot) != 1 || running.began(slot, 0) != 1_000) {
                shared.incrementAndGet();
            }
            owners.decrementAndGet(slot);
            running.end(slot);
        });
        assertThat(shared).hasValue(0);
        assertThat(running.count()).isZero();
    }

    private static void both(IntConsumer each) throws Exception {
        together(each, each);
    }

    private static void together(IntConsumer one, IntConsumer other) throws Exception {
        Together.act(1, Duration.ofDays(1), any -> many(one), any -> many(other));
    }

    private static void many(IntConsumer each) {
        for (int i = 0; i < MANY; i++) {
            each.accept(i);
        }
    }
}
