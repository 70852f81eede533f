package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody else interrupts the caller, at random instants around the expiry. Each such interrupt is still there after the
 * call, or the work got it; but for those that the platform merges with ours: sent after we began to fire and before the
 * call looked at the flag for the last time. How many of these are lost is measured.
 */
class ForeignInterruptRaceTest {
    private static final int LEAST_ROUNDS = 1_000;
    private static final long LASTS_NANOS = Long.getLong("holdfast.foreign.seconds", 2) * 1_000_000_000L;
    private static final long LIMIT_NANOS = 40_000;
    private static final long AFTER_NANOS = 200_000;

    /** The machine's time, which notes when its interrupter begins to fire. */
    private static final class NotedTime extends TimeSource {
        private final AtomicInteger handed = new AtomicInteger();
        private volatile boolean fired;
        private volatile long firstFire;

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            LockSupport.parkNanos(blocker, nanos);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            return TimeSource.system().schedule(delayNanos, task);
        }

        @Override
        protected Executor interrupter() {
            return task -> {
                handed.incrementAndGet();
                SystemTime.INSTANCE.interrupter().execute(() -> {
                    firstFire = fired ? firstFire : System.nanoTime();
                    fired = true;
                    task.run();
                    handed.decrementAndGet();
                });
            };
        }

        void reset() {
            while (handed.get() > 0) {
                Thread.onSpinWait();
            }
            fired = false;
        }
    }

    /** The foreign interrupter: spins until the instant it is asked for. */
    private static final class Foreigner extends Thread {
        private final Thread victim;
        private volatile boolean over;
        private volatile long at;
        private volatile int asked;
        private volatile int done;
        private long began;
        private long ended;

        Foreigner(Thread victim) {
            super("foreigner");
            this.victim = victim;
            setDaemon(true);
        }

        void ask(long instant) {
            at = instant;
            asked++;
        }

        @Override
        public void run() {
            for (int round = 1; ; round++) {
                while (asked != round) {
                    if (over) {
                        return;
                    }
                    Thread.onSpinWait();
                }
                while (System.nanoTime() - at < 0) {
                    Thread.onSpinWait();
                }
                began = System.nanoTime();
                victim.interrupt();
                ended = System.nanoTime();
                done = round;
            }
        }

        void awaitDone() {
            while (done != asked) {
                Thread.onSpinWait();
            }
        }
    }

    /** What the work does about interrupts. */
    private enum Work {
        IGNORES,
        THROWS,
        RETURNS,
        PARKS
    }

    private static final class Rounds {
        private final NotedTime time = new NotedTime();
        private final Foreigner foreigner = new Foreigner(Thread.currentThread());
        private final SplittableRandom random = new SplittableRandom(7);
        private final TreeMap<String, Integer> states = new TreeMap<>();
        private int rounds;
        private int inWindow;
        private int lost;

        String run() {
            foreigner.start();
            long start = System.nanoTime();
            while (rounds < LEAST_ROUNDS || System.nanoTime() - start < LASTS_NANOS) {
                round(Work.values()[rounds++ % Work.values().length]);
            }
            foreigner.over = true;
            assertThat(time.watchdog().armed()).isZero();
            return String.format(
                    Locale.ROOT,
                    "%d foreign interrupts in %.1f s, met at disarm in states %s; %d sent in the window, %d of them merged"
                            + " with ours (%.2f %% of all); 0 lost outside the window",
                    rounds,
                    (System.nanoTime() - start) / 1e9,
                    states,
                    inWindow,
                    lost,
                    100.0 * lost / rounds);
        }

        private void round(Work work) {
            time.reset();
            long now = System.nanoTime();
            long due = now + LIMIT_NANOS;
            foreigner.ask(now + random.nextLong(LIMIT_NANOS + AFTER_NANOS));
            long stop = due - LIMIT_NANOS / 4 + random.nextLong(AFTER_NANOS);
            WatchdogSlot slot = time.watchdog().arm(due, now);
            boolean consumed = !work(work, stop);
            long state = slot.word;
            boolean timedOut = slot.disarm(consumed ? new InterruptedException() : null);
            long returned = System.nanoTime();
            foreigner.awaitDone();
            boolean flag = Thread.interrupted();
            states.merge(name(state), 1, Integer::sum);

            boolean window =
                    timedOut && time.fired && foreigner.ended - time.firstFire >= 0 && foreigner.began - returned <= 0;
            // in time: nothing of ours was sent, though a fire that an earlier round took back may run only now
            boolean first = !timedOut || !time.fired || foreigner.ended - time.firstFire < 0;
            boolean preserved = flag || (consumed && first);
            inWindow += window ? 1 : 0;
            lost += preserved ? 0 : 1;
            String what = work + " in state " + name(state) + (timedOut ? ", timed out" : ", in time");
            assertThat(preserved || window)
                    .as("lost outside the window: %s", what)
                    .isTrue();
            if (state == WatchdogSlotWord.FOREIGN) {
                // when the work took it, a later look may have found it gone and fired after this look at the state
                assertThat(flag || consumed)
                        .as("we had seen that it was there: %s", what)
                        .isTrue();
            }
        }

        /** Returns false when it consumed an interrupt. */
        private boolean work(Work work, long stop) {
            while (System.nanoTime() - stop < 0) {
                if (work == Work.THROWS && Thread.interrupted()) {
                    return false;
                } else if (work == Work.RETURNS && Thread.currentThread().isInterrupted()) {
                    return true;
                } else if (work == Work.PARKS) {
                    LockSupport.parkNanos(this, stop - System.nanoTime());
                    return !Thread.interrupted();
                }
                Thread.onSpinWait();
            }
            return true;
        }

        private static String name(long state) {
            if (state == WatchdogSlotWord.FIRING) {
                return "FIRING";
            } else if (state == WatchdogSlotWord.STRIKING) {
                return "STRIKING";
            } else if (state == WatchdogSlotWord.FIRED) {
                return "FIRED";
            }
            return state == WatchdogSlotWord.FOREIGN ? "FOREIGN" : "ARMED";
        }
    }

    @ParameterizedTest
    @EnumSource
    void isKeptOutsideTheWindow(Callers callers) throws Exception {
        System.out.println("Foreign, " + callers + ": " + callers.call(() -> new Rounds().run()));
    }
}
