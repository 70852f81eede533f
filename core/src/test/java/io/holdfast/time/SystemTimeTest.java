package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The machine's own timer and interrupter. */
class SystemTimeTest {
    private static final long LIMIT_NANOS = 5_000_000;

    private final Watchdog dog = TimeSource.system().watchdog();

    /** Works, answering to nothing, until it is interrupted. Its interrupting may block, as closing a channel may. */
    private final class Worker extends Thread {
        private final CountDownLatch blocking;
        private volatile long lateNanos = -1;
        private volatile boolean timedOut;

        Worker(CountDownLatch blocking) {
            this.blocking = blocking;
            setDaemon(true);
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            WatchdogSlot slot = dog.arm(now + LIMIT_NANOS, now);
            while (!isInterrupted()) {
                LockSupport.parkNanos(this, 100 * LIMIT_NANOS);
            }
            lateNanos = System.nanoTime() - now - LIMIT_NANOS;
            timedOut = slot.disarm();
        }

        @Override
        public void interrupt() {
            try {
                blocking.await();
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
            super.interrupt();
        }
    }

    @Test
    void anInterruptThatBlocksDelaysNoOther() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(0);
        List<Worker> blocked = new ArrayList<>();
        List<Worker> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            blocked.add(new Worker(stuck));
            others.add(new Worker(open));
        }
        for (int i = 0; i < 8; i++) {
            blocked.get(i).start();
            others.get(i).start();
        }
        for (Worker other : others) {
            other.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(other.timedOut).as("interrupted beside blocked ones").isTrue();
        }
        assertThat(blocked).noneMatch(worker -> worker.timedOut);
        stuck.countDown();
        for (Worker worker : blocked) {
            worker.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(worker.timedOut).isTrue();
        }
        System.out.println("Interrupts beside 8 blocked ones came late by at most "
                + others.stream().mapToLong(worker -> worker.lateNanos).max().orElseThrow() / 1_000 + " us");
    }
}
