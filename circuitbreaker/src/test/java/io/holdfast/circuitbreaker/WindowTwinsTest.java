package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each window against a list of everything that was put into it. */
class WindowTwinsTest {
    private static final int HISTORIES = 60;
    private static final int STEPS = 300;

    @ParameterizedTest
    @ValueSource(longs = {0, Integer.MAX_VALUE - 100L, (1L << 32) - 100, Long.MAX_VALUE - 1_000_000})
    void lastCalls(long made) {
        SplittableRandom random = new SplittableRandom(made + 1);
        for (int history = 0; history < HISTORIES; history++) {
            int size = history % 10 == 0 ? 1 : 1 + random.nextInt(20);
            CallWindow window = new CallWindow(size, made, new long[0]);
            Deque<Boolean> last = new ArrayDeque<>();
            for (int i = 0; i < size && made > 0; i++) {
                last.add(false);
            }
            for (int step = 0; step < STEPS; step++) {
                boolean bad = random.nextInt(3) == 0;
                if (bad) {
                    window.addBad();
                } else {
                    window.addGood();
                }
                last.add(bad);
                if (last.size() > size) {
                    last.remove();
                }
                if (random.nextInt(50) == 0) {
                    size = 1 + random.nextInt(20);
                    window = window.resized(size);
                    while (last.size() > size) {
                        last.remove();
                    }
                }
                assertThat(window.calls()).isEqualTo(last.size());
                assertThat(window.bad())
                        .isEqualTo((int) last.stream().filter(each -> each).count());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -12_345, Long.MAX_VALUE - 50, Long.MIN_VALUE + 50})
    void callsOfTime(long start) {
        SplittableRandom random = new SplittableRandom(start + 1);
        for (int history = 0; history < HISTORIES; history++) {
            long cell = 1 + random.nextInt(5);
            TimeWindow window = new TimeWindow(TimeWindow.CELLS * cell, start);
            List<long[]> all = new ArrayList<>();
            long now = start;
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(3);
                boolean bad = random.nextBoolean();
                add(window, now, bad);
                all.add(new long[] {now, bad ? 1 : 0});
                long tick = Math.floorDiv(now - start, cell);
                List<long[]> in = all.stream()
                        .filter(each -> Math.floorDiv(each[0] - start, cell) > tick - TimeWindow.CELLS)
                        .toList();
                long sum = window.sum(now);
                assertThat(TimeWindow.callsOf(sum)).isEqualTo(in.size());
                assertThat(TimeWindow.badOf(sum))
                        .isEqualTo(in.stream().filter(each -> each[1] == 1).count());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -12_345, Long.MAX_VALUE - 50, Long.MIN_VALUE + 50})
    void instants(long start) {
        SplittableRandom random = new SplittableRandom(start + 1);
        for (int history = 0; history < HISTORIES; history++) {
            long within = random.nextInt(100);
            int threshold = 1 + random.nextInt(10);
            RecentInstants recent = new RecentInstants();
            List<Long> all = new ArrayList<>();
            long now = start;
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(30);
                all.add(now);
                long at = now;
                int expected = (int) Math.min(
                        threshold,
                        all.stream().filter(each -> at - each <= within).count());
                assertThat(recent.add(now, threshold, within, () -> at)).isEqualTo(expected);
                assertThat(recent.count(now, within)).isEqualTo(expected);
            }
        }
    }

    @Test
    void fieldsOfCellSaturateAndDoNotCarry() {
        TimeWindow window = new TimeWindow(20_000_000_000L, 0);
        int most = (1 << 21) - 1;
        for (int i = 0; i < most + 100; i++) {
            add(window, 5, true);
        }
        assertThat(TimeWindow.callsOf(window.sum(5))).isEqualTo(most);
        assertThat(TimeWindow.badOf(window.sum(5))).isEqualTo(most);
        add(window, 1_000_000_005L, false);
        assertThat(TimeWindow.callsOf(window.sum(1_000_000_005L))).isEqualTo(most + 1L);
    }

    @Test
    void clockThatStepsBackClearsNothingAndOneThatFellFarStartsOver() {
        TimeWindow window = new TimeWindow(200, 0);
        for (long at = 1_000; at < 1_200; at++) {
            add(window, at, true);
        }
        assertThat(TimeWindow.callsOf(window.sum(1_199))).isEqualTo(200);
        add(window, 1_050, true);
        assertThat(TimeWindow.callsOf(window.sum(1_050))).as("150 ns back").isEqualTo(201);
        add(window, 1_199, true);
        assertThat(TimeWindow.callsOf(window.sum(1_199))).isEqualTo(202);

        add(window, 999, true);
        assertThat(TimeWindow.callsOf(window.sum(1_199))).as("a whole lap back").isEqualTo(203);

        add(window, -1_000_000, true);
        assertThat(TimeWindow.callsOf(window.sum(-1_000_000))).as("far back").isEqualTo(1);
    }

    @Test
    void twentiethsBeforeTheOriginAreLikeAnyOthers() {
        TimeWindow window = new TimeWindow(200, 0);
        for (long at = -2_000; at < 2_000; at++) {
            add(window, at, true);
            if (at >= -1_800) {
                assertThat(TimeWindow.callsOf(window.sum(at)))
                        .as("at %d", at)
                        .isEqualTo(190 + Math.floorMod(at, 10) + 1);
            }
        }
    }

    @Test
    void emptyTwentiethHoldsNoPlace() {
        TimeWindow window = new TimeWindow(100, 0);
        add(window, -200, true); // a window before the first instant: its cell is as fresh as one of the first instant
        add(window, -209, true);
        assertThat(TimeWindow.callsOf(window.sum(-209))).isEqualTo(2);
    }

    @Test
    void callThatComesLateClearsNothingOfWhatCameMeanwhile() {
        TimeWindow window = new TimeWindow(200, 0);
        add(window, 5, true);
        for (long at = 1_000; at < 1_200; at++) {
            add(window, at, true);
        }
        window.add(15, true, () -> 1_199);
        assertThat(TimeWindow.callsOf(window.sum(1_199))).isEqualTo(200);

        RecentInstants recent = new RecentInstants();
        for (long at = 2_000; at < 2_004; at++) {
            recent.add(at, 5, 10, () -> 2_010);
        }
        assertThat(recent.add(5, 5, 10, () -> 2_010)).isEqualTo(4);
        assertThat(recent.add(2_010, 5, 10, () -> 2_010)).isEqualTo(5);
        assertThat(recent.add(5, 5, 10, () -> 5))
                .as("the clock has stepped back")
                .isEqualTo(1);
    }

    @Test
    void idleWindowIsEmptyWithoutAnybodyWriting() {
        TimeWindow window = new TimeWindow(200, 0);
        add(window, 100, true);
        assertThat(TimeWindow.callsOf(window.sum(289))).isEqualTo(1);
        assertThat(TimeWindow.callsOf(window.sum(300))).isZero();
        assertThat(TimeWindow.callsOf(window.sum(100 + (1L << 40)))).isZero();
    }

    @Test
    void windowOfAnotherLengthKnowsWhatFitsIntoIt() {
        TimeWindow window = new TimeWindow(2_000, 0);
        for (long at = 0; at < 2_000; at += 100) {
            add(window, at, at % 200 == 0);
        }
        TimeWindow longer = window.resized(4_000, 1_999);
        assertThat(TimeWindow.callsOf(longer.sum(1_999))).isEqualTo(20);
        assertThat(TimeWindow.badOf(longer.sum(1_999))).isEqualTo(10);
        assertThat(TimeWindow.callsOf(longer.sum(3_999))).as("later").isBetween(18L, 20L);

        TimeWindow shorter = window.resized(1_000, 1_999);
        assertThat(TimeWindow.callsOf(shorter.sum(1_999))).isBetween(9L, 10L);
        assertThat(window.resized(2_000, 1_999)).isSameAs(window);
    }

    /** By a clock that has gone no further. */
    private static void add(TimeWindow window, long at, boolean bad) {
        window.add(at, bad, () -> at);
    }
}
