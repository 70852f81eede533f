package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of limits: when they are looked at, how they grow, fall idle, wake, and survive a timer that fails. */
class WatchdogTableTest {
    private static final long MILLI = 1_000_000;
    private static final long YEAR = TimeUnit.DAYS.toNanos(365);

    @AfterEach
    void noInterruptIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static boolean interrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** Limits of all magnitudes, on clocks that start anywhere and wrap: not before they are due, and then at once. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                Long.MAX_VALUE - 5,
                Long.MAX_VALUE - 10 * MILLI,
                Long.MIN_VALUE,
                Long.MIN_VALUE + 5,
                -(1L << 61) - 5,
                (1L << 61) - 5,
                (1L << 62) - 5,
                -123_456_789_012_345L
            })
    void firesExactlyWhenDue(long start) {
        for (long limit : new long[] {
            1,
            2,
            3,
            100,
            16_383,
            16_384,
            50_000,
            MILLI,
            17 * MILLI,
            1_000 * MILLI,
            3_600_000 * MILLI,
            YEAR,
            50 * YEAR,
            100 * YEAR
        }) {
            ManualTime time = new ManualTime(start);
            Watchdog dog = time.watchdog();
            WatchdogSlot slot = dog.arm(start + limit, start);
            time.look();
            assertThat(interrupted()).isFalse();
            if (limit > YEAR) {
                time.jump(limit - YEAR / 365); // the looks in between would be many
            } else {
                time.advance(limit - 1);
                assertThat(interrupted()).as("1 ns before a limit of %d", limit).isFalse();
                time.jump(1);
            }
            time.look();
            if (limit > YEAR) {
                assertThat(interrupted()).isFalse();
                time.advance(YEAR / 365);
            }
            assertThat(interrupted()).as("limit of %d", limit).isTrue();
            assertThat(slot.disarm()).isTrue();
            assertThat(interrupted()).isFalse();
            assertThat(dog.armed()).isZero();
        }
    }

    @Test
    void whatIsLongerThanAHundredYearsEndsThen() {
        ManualTime time = new ManualTime(0);
        WatchdogSlot slot = time.watchdog().arm(Deadline.NEVER - 1, 0);
        time.look();
        time.jump(100 * YEAR - 1);
        time.look();
        assertThat(interrupted()).isFalse();
        time.advance(1);
        assertThat(slot.disarm()).isTrue();
    }

    @Test
    void anOverdueLimitFiresHoweverLateTheTimerIs() {
        ManualTime time = new ManualTime(Long.MAX_VALUE - 7);
        WatchdogSlot slot = time.watchdog().arm(time.nanos() + MILLI, time.nanos());
        time.jump(30 * YEAR);
        time.look();
        assertThat(slot.disarm()).isTrue();
    }

    @Test
    void mixedLimitsFireEachInItsTurn() {
        ManualTime time = new ManualTime(Long.MAX_VALUE - 20 * MILLI);
        Watchdog dog = time.watchdog();
        Deque<WatchdogSlot> slots = new ArrayDeque<>();
        long start = time.nanos();
        long[] limits = {40 * MILLI, 39 * MILLI, 31 * MILLI, 9 * MILLI, 700_000, 20_001, 3};
        for (long limit : limits) {
            slots.push(dog.arm(start + limit, start));
        }
        for (int i = limits.length - 1; i >= 0; i--) {
            time.advance(limits[i] - 1 - (time.nanos() - start));
            assertThat(interrupted()).as("1 ns before %d", limits[i]).isFalse();
            time.advance(1);
            assertThat(interrupted()).as("at %d", limits[i]).isTrue();
            assertThat(slots.pop().disarm()).isTrue();
            assertThat(interrupted()).isFalse();
        }
        assertThat(dog.armed()).isZero();
    }

    @Test
    void fallsIdleAndWakesAgain() {
        ManualTime time = new ManualTime(0);
        Watchdog dog = time.watchdog();
        for (int round = 0; round < 3; round++) {
            assertThat(time.pending()).isZero();
            WatchdogSlot slot = dog.arm(time.nanos() + MILLI, time.nanos());
            assertThat(time.pending()).isOne();
            assertThat(slot.disarm()).isFalse();
            time.advance(MILLI);
            assertThat(time.pending()).as("scheduled while idle").isZero();

            slot = dog.arm(time.nanos() + MILLI, time.nanos());
            time.advance(MILLI);
            assertThat(slot.disarm()).isTrue();
            time.advance(2 * MILLI);
        }
    }

    /** Calls that end long before their limits, with pauses in which nothing is armed, pay for one look per span at most. */
    @Test
    void shortCallsAreLookedAtOncePerSpan() {
        ManualTime time = new ManualTime(0);
        Watchdog dog = time.watchdog();
        int calls = 10_000;
        for (int call = 0; call < calls; call++) {
            WatchdogSlot slot = dog.arm(time.nanos() + MILLI, time.nanos());
            time.look();
            assertThat(slot.disarm()).isFalse();
            time.advance(1_000);
        }
        long span = Long.highestOneBit(MILLI);
        assertThat(time.ran).as("looks").isLessThanOrEqualTo((int) (calls * 1_000L / span) + 1);
    }

    /** Work that does not answer to its interrupt costs nothing more, were the limit ever so short. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, MILLI})
    void afterTheInterruptNobodyLooks(long limit) {
        ManualTime time = new ManualTime(0);
        WatchdogSlot slot = time.watchdog().arm(limit, 0);
        time.advance(3_600_000 * MILLI);
        assertThat(time.ran).isLessThan(10);
        assertThat(time.pending()).isZero();

        WatchdogSlot next = time.watchdog().arm(time.nanos() + limit, time.nanos());
        assertThat(slot.disarm()).isTrue();
        time.advance(limit);
        assertThat(interrupted()).as("a limit armed beside one that has fired").isTrue();
        assertThat(next.disarm()).isTrue();
    }

    /** A limit of an hour that was not needed must not keep a timer thread for an hour. */
    @Test
    void aLongLimitKeepsTheTimerForAboutAMinute() {
        ManualTime time = new ManualTime(0);
        WatchdogSlot slot = time.watchdog().arm(100 * YEAR, 0);
        time.look();
        slot.disarm();
        time.advance(70_000 * MILLI);
        assertThat(time.pending()).isZero();
    }

    @Test
    void growsToAnyNumberAndLosesNothing() {
        int threads = 20_000;
        ManualTime time = new ManualTime(Long.MAX_VALUE - MILLI);
        WatchdogTable table = new WatchdogTable(time, time.watchdog(), MILLI);
        List<Struck> owners = new ArrayList<>();
        List<WatchdogSlot> slots = new ArrayList<>();
        long start = time.nanos();
        for (int i = 0; i < threads; i++) {
            Struck owner = new Struck();
            owners.add(owner);
            slots.add(table.arm(start + MILLI + i, owner));
        }
        assertThat(table.armed()).isEqualTo(threads);
        assertThat(slots).doesNotHaveDuplicates();
        time.advance(MILLI - 1);
        assertThat(owners).allMatch(owner -> owner.interrupts == 0);
        time.jump(threads / 2);
        time.look();
        for (int i = 0; i < threads; i++) {
            assertThat(owners.get(i).interrupts)
                    .as("interrupts of number %d", i)
                    .isEqualTo(i < threads / 2 ? 1 : 0);
        }
        slots.forEach(WatchdogSlot::disarm);
        assertThat(table.armed()).isZero();
        time.advance(4 * MILLI);
        assertThat(time.pending()).isZero();
    }

    @Test
    void oneThreadMayNestAsDeepAsItLikes() {
        ManualTime time = new ManualTime(0);
        Deque<WatchdogSlot> slots = new ArrayDeque<>();
        for (int i = 0; i < 5_000; i++) {
            slots.push(time.watchdog().arm(MILLI, 0));
        }
        assertThat(time.watchdog().armed()).isEqualTo(5_000);
        time.advance(MILLI);
        while (!slots.isEmpty()) {
            assertThat(slots.pop().disarm()).isTrue();
        }
    }

    @Test
    void aManyAtOnceAreHandedOverOnce() {
        ManualTime time = new ManualTime(0);
        WatchdogTable table = new WatchdogTable(time, time.watchdog(), MILLI);
        Queue<Runnable> handed = new ArrayDeque<>();
        time.interrupter = handed::add;
        List<WatchdogSlot> slots = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            slots.add(table.arm(MILLI, new Struck()));
        }
        time.advance(MILLI);
        assertThat(handed).as("threads of the interrupter").hasSize(1);
        handed.remove().run();
        assertThat(slots).allMatch(WatchdogSlot::disarm);
    }

    @Test
    void lettingGoOfThreads() {
        ManualTime time = new ManualTime(0);
        WatchdogTable table = new WatchdogTable(time, time.watchdog(), MILLI);
        WatchdogSlot slot = table.arm(MILLI, new Struck());
        slot.disarm();
        time.advance(MILLI);
        assertThat(slot.forget()).as("still held a thread when idle").isFalse();
    }

    @Test
    void aTimerThatFailsToWakeLeavesNothingBehind() {
        ManualTime time = new ManualTime(0);
        Watchdog dog = time.watchdog();
        for (boolean kept : new boolean[] {false, true}) {
            time.keepsWhatFailed = kept;
            time.failure = new OutOfMemoryError("no thread");
            assertThatThrownBy(() -> dog.arm(time.nanos() + MILLI, time.nanos()))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(dog.armed()).isZero();

            time.failure = null;
            WatchdogSlot slot = dog.arm(time.nanos() + MILLI, time.nanos());
            time.advance(MILLI);
            assertThat(slot.disarm()).as("enforced again").isTrue();
            time.advance(4 * MILLI);
            assertThat(time.pending()).as("rows of looks").isZero();
        }
    }

    @Test
    void aTimerThatFailsToGoOnIsWokenByTheNextArm() {
        ManualTime time = new ManualTime(0);
        Watchdog dog = time.watchdog();
        WatchdogSlot first = dog.arm(MILLI, 0);
        time.failure = new OutOfMemoryError("heap");
        assertThatThrownBy(() -> time.advance(MILLI)).isInstanceOf(OutOfMemoryError.class);

        time.failure = null;
        WatchdogSlot second = dog.arm(time.nanos() + MILLI, time.nanos());
        time.advance(MILLI);
        assertThat(second.disarm()).isTrue();
        assertThat(first.disarm()).isTrue();
    }

    /** Nobody looks at what lost its timer, so the arm that wakes the table has it looked at without waiting for a span. */
    @Test
    void limitsThatLostTheirTimerAreLookedAtOnceTheTableIsWoken() {
        ManualTime time = new ManualTime(0);
        Watchdog dog = time.watchdog();
        Struck owner = new Struck();
        dog.arm(2 * MILLI, 0, owner);
        time.failure = new OutOfMemoryError("heap");
        assertThatThrownBy(() -> time.advance(2 * MILLI)).isInstanceOf(OutOfMemoryError.class);

        time.failure = null;
        time.jump(2 * MILLI);
        dog.arm(time.nanos() + 2 * MILLI, time.nanos(), new Struck());
        time.look();
        assertThat(owner.interrupts).isEqualTo(1);
    }

    /** A thread that counts. */
    private static class Struck extends Thread {
        private int interrupts;

        @Override
        public void interrupt() {
            interrupts++;
        }
    }
}
