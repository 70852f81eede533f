package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The end of the work against its expiry, at the same moment, while somebody else interrupts in a known state of the slot:
 * as often as there is time for, and with {@code -Dholdfast.rounds=100000} a hundred thousand times with each outcome. No
 * interrupt of ours outlives the call; a foreign one is kept, but when it came between ours and the clearing of ours.
 */
class ForeignStateRaceTest {
    private static final int WANTED = Integer.getInteger("holdfast.rounds", 5_000);
    private static final long PATIENCE_NANOS = Integer.getInteger("holdfast.rounds") == null
            ? TimeUnit.MILLISECONDS.toNanos(600)
            : TimeUnit.SECONDS.toNanos(25);
    private static final int PATIENT = 2_000;
    private static final int STEP = 20;
    private static final int SHORT = 200;
    private static final int MOST = 20_000;

    /** When the foreign interrupt comes. */
    private enum When {
        NEVER,
        ARMED,
        FIRING,
        FIRED
    }

    /** Marks and fires, as the watchdog does, and interrupts in between. */
    private static final class Dog extends Thread {
        private final WatchdogSlot slot = new WatchdogSlot(TimeSource.system().watchdog());
        private final Thread owner;
        private final When when;
        private volatile int asked;
        private volatile int answered;
        private volatile int handicap;
        private volatile boolean over;
        private long sentAt;

        Dog(Thread owner, When when) {
            super("dog");
            this.owner = owner;
            this.when = when;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (int round = 1; !over; round++) {
                int mine = round;
                await(() -> asked == mine || over);
                spin(handicap);
                interrupt(When.ARMED);
                boolean due = slot.look(2) == WatchdogSlot.OVERDUE;
                interrupt(When.FIRING);
                if (due) {
                    slot.fire();
                }
                interrupt(When.FIRED);
                answered = mine;
            }
        }

        private void interrupt(When now) {
            if (when == now && !over) {
                sentAt = System.nanoTime();
                owner.interrupt();
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int turn = 0; !condition.getAsBoolean(); turn++) {
            if (turn < PATIENT) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void inEachState(Callers callers) throws Exception {
        for (When when : When.values()) {
            System.out.println(
                    "Foreign interrupt, slot " + when + ", " + callers + ": " + callers.call(() -> race(when)));
        }
    }

    private static String race(When when) {
        Dog other = new Dog(Thread.currentThread(), when);
        other.start();
        SplittableRandom random = new SplittableRandom(7);
        long start = System.nanoTime();
        int inTime = 0;
        int cut = 0;
        int merged = 0;
        int lead = 0;
        int round = 0;
        while ((inTime < WANTED || cut < WANTED) && System.nanoTime() - start < PATIENCE_NANOS) {
            assertThat(other.slot.tryClaim()).isTrue();
            other.slot.arm(1, Thread.currentThread());
            other.handicap = Math.max(-lead, 0);
            other.asked = ++round;
            if (round % 2 == 0) {
                long armed = WatchdogSlotWord.armed(1); // else the expiry is met in whichever state it has reached
                await(() -> other.slot.word != armed);
                spin(random.nextInt(SHORT));
            } else {
                spin(Math.max(lead, 0));
            }
            boolean timedOut = other.slot.disarm();
            long returned = System.nanoTime();
            int mine = round;
            await(() -> other.answered == mine);
            boolean flag = Thread.interrupted();
            inTime += timedOut ? 0 : 1;
            cut += timedOut ? 1 : 0;
            if (round % 2 == 1) {
                lead = Math.max(-MOST, Math.min(MOST, lead + (timedOut ? -STEP : STEP)));
            }
            boolean foreign = when != When.NEVER;
            boolean window = when == When.FIRED && timedOut && other.sentAt - returned <= 0;
            merged += foreign && !flag ? 1 : 0;
            if (flag != foreign && !window) {
                throw new AssertionError("round " + round + ", " + when + ", timed out " + timedOut + ": flag " + flag);
            }
        }
        other.over = true;
        assertThat(inTime).isPositive();
        return String.format(
                Locale.ROOT,
                "%d in time, %d cut, %d merged with ours, 0 of ours left, 0 lost otherwise",
                inTime,
                cut,
                merged);
    }
}
