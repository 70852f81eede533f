package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.time.ExpiryDuel.When;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The end of the work against its expiry, while somebody else interrupts in a known state of the slot. Calls that end within
 * two microseconds of the expiry are counted, by that state and by how they ended, for as long as there is time; with
 * {@code -Dholdfast.rounds=100000} until there are a hundred thousand of each. It prints a table of them. No interrupt of ours outlives a call; one of
 * somebody else's is kept, but when it came after we found the flag clear and before the call cleared it: those are counted.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // they end themselves
class ForeignStateRaceTest {
    private static final boolean LONG = System.getProperty("holdfast.rounds") != null;
    private static final int WANTED = Integer.getInteger("holdfast.rounds", 5_000);
    private static final List<When> PICKED = Arrays.stream(When.values())
            .filter(when -> System.getProperty("holdfast.states", when.name()).contains(when.name()))
            .toList();
    private static final long PATIENCE_NANOS = LONG ? TimeUnit.MINUTES.toNanos(5) : TimeUnit.MILLISECONDS.toNanos(400);
    private static final long CLOSE_NANOS = 2_000;
    private static final long LIMIT_NANOS = 3_000;
    private static final long STEP_NANOS = 20;
    private static final int SPREAD_NANOS = 1_900;
    private static final int SAMPLES = 100_000;
    private static final String HEAD =
            "| foreign | in time | timed out | kept | merged | window, median | p99 | of calls | took |";
    private static final String ROW = "| %s | %,d | %,d | %,d | %,d | %s | %s | %,d | %.1f s |";

    @ParameterizedTest
    @EnumSource
    void inEachState(Callers callers) throws Exception {
        System.out.printf(
                "JDK %s, %s, calls that ended within 2 us of the expiry:%n%s%n", Runtime.version(), callers, HEAD);
        for (When when : PICKED) {
            System.out.println(callers.call(() -> new Race(when).run()));
        }
    }

    private static final class Race {
        private final When when;
        private final ExpiryDuel other;
        private final SplittableRandom random = new SplittableRandom(7);
        private final long[] windows = new long[SAMPLES];
        private int rounds;
        private int inTime;
        private int cut;
        private int merged;
        private int fired;
        private long stopOffset;

        Race(When when) {
            this.when = when;
            this.other = new ExpiryDuel(Thread.currentThread(), when);
        }

        String run() {
            long start = System.nanoTime();
            other.start();
            while ((inTime < WANTED || cut < WANTED) && System.nanoTime() - start < PATIENCE_NANOS) {
                round(rounds++ % 2 == 0);
            }
            other.end();
            assertThat(other.slot.inUse()).isFalse();
            Arrays.sort(windows, 0, Math.min(fired, SAMPLES));
            return String.format(
                    Locale.ROOT,
                    ROW,
                    when,
                    inTime,
                    cut,
                    when == When.NEVER ? 0 : inTime + cut - merged,
                    merged,
                    window(0.5),
                    window(0.99),
                    rounds,
                    (System.nanoTime() - start) / 1e9);
        }

        private String window(double share) {
            int samples = Math.min(fired, SAMPLES);
            return samples == 0 ? "" : windows[(int) (samples * share)] + " ns";
        }

        /** Close: ends as near as it can to the instant at which every other such call is cut; else somewhat later. */
        private void round(boolean close) {
            Thread me = Thread.currentThread();
            long due = System.nanoTime() + LIMIT_NANOS;
            other.begin(due);
            long stop = due + (close ? stopOffset : random.nextInt(SPREAD_NANOS));
            while (System.nanoTime() - stop < 0) {
                Thread.onSpinWait();
            }
            boolean timedOut = other.slot.disarm();
            boolean atReturn = me.isInterrupted();
            long returned = System.nanoTime();
            other.awaitAnswer();
            boolean flag = Thread.interrupted();
            boolean near = Math.abs(returned - due) <= CLOSE_NANOS;
            if (close) {
                stopOffset += timedOut ? -STEP_NANOS : STEP_NANOS;
                stopOffset = Math.max(-CLOSE_NANOS, Math.min(CLOSE_NANOS, stopOffset));
            }
            boolean wasFired = timedOut && other.windowBegan() - due >= 0 && other.windowBegan() - returned <= 0;
            boolean window = wasFired && other.sentAt() - other.windowBegan() >= 0 && other.sentAt() - returned <= 0;
            check("ours after return", when == When.NEVER && (flag || atReturn), timedOut);
            check("the interrupt of somebody else lost", when != When.NEVER && !flag && !window, timedOut);
            if (!near || (timedOut && when != When.NEVER && !other.hitItsState())) {
                return;
            }
            inTime += timedOut ? 0 : 1;
            cut += timedOut ? 1 : 0;
            merged += when != When.NEVER && !flag ? 1 : 0;
            if (wasFired) {
                windows[fired++ % SAMPLES] = returned - other.windowBegan();
            }
        }

        private void check(String what, boolean bad, boolean timedOut) {
            if (bad) {
                throw new AssertionError(what + " in round " + rounds + ", interrupted in state " + when
                        + (timedOut ? ", timed out" : ", in time"));
            }
        }
    }
}
