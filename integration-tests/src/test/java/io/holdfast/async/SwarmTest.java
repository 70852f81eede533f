package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * 5,000 calls through four slots: late, failed, cut, cancelled, completed from outside, mixed with calls that block. Every
 * permit comes back. On virtual time the order in which tasks run is drawn from the seed, so each seed is one history; with
 * real threads and the real timer nobody knows.
 */
class SwarmTest {
    private static final int SEEDS = 1_000;
    private static final int CALLS = 5_000;
    private static final int QUEUE = 40;
    private static final int REAL_SEEDS = 3;
    private static final int BLOCKING = 3;

    @Test
    void aThousandHistoriesOnVirtualTime() {
        Map<Swarm.End, Long> ends = Swarm.none();
        for (long seed = 0; seed < SEEDS; seed++) {
            oneHistory(seed, ends);
        }
        System.out.println(SEEDS + " seeds x " + CALLS + " calls on virtual time: " + ends);
        assertThat(ends).containsOnlyKeys(Swarm.End.values());
    }

    private static void oneHistory(long seed, Map<Swarm.End, Long> ends) {
        VirtualTime time = VirtualTime.manual();
        SplittableRandom order = new SplittableRandom(~seed);
        List<Runnable> tasks = new ArrayList<>();
        Swarm swarm = new Swarm(seed, time, tasks::add, Duration.ofMillis(1), QUEUE);
        while (swarm.size() < CALLS) {
            for (int burst = order.nextInt(40); burst >= 0 && swarm.size() < CALLS; burst--) {
                swarm.call();
            }
            runSome(tasks, order);
            time.advance(Duration.ofNanos(order.nextInt(12_000_000)));
        }
        for (int i = 0; i < 200; i++) {
            time.advance(Duration.ofMillis(1));
            runSome(tasks, order);
        }
        nothingIsLeft(seed, swarm);
        assertThat(time.pendingTasks()).as("timers, seed %s", seed).isZero();
        swarm.count(ends);
    }

    /** All that are there, in any order. */
    private static void runSome(List<Runnable> tasks, SplittableRandom order) {
        while (!tasks.isEmpty()) {
            int any = order.nextInt(tasks.size());
            Runnable task = tasks.set(any, tasks.get(tasks.size() - 1));
            tasks.remove(tasks.size() - 1);
            task.run();
        }
    }

    private static void nothingIsLeft(long seed, Swarm swarm) {
        assertThat(swarm.allDone()).as("all calls of seed %s have ended", seed).isTrue();
        assertThat(swarm.slots.available()).as("free slots, seed %s", seed).isEqualTo(Swarm.SLOTS);
        assertThat(swarm.slots.waiting()).as("waiters, seed %s", seed).isZero();
        assertThat(swarm.pipeline.inFlight()).as("in flight, seed %s", seed).isEmpty();
        assertThat(swarm.pipeline.abandoned()).as("abandoned, seed %s", seed).isZero();
        assertThat(swarm.pipeline.faults()).as("faults, seed %s", seed).isZero();
    }

    @Test
    void withRealThreadsAndTheRealTimer() throws Exception {
        Map<Swarm.End, Long> ends = Swarm.none();
        long blocking = 0;
        for (long seed = 0; seed < REAL_SEEDS; seed++) {
            ExecutorService pool = Executors.newFixedThreadPool(3);
            ExecutorService callers = Executors.newFixedThreadPool(BLOCKING);
            try {
                Swarm swarm = new Swarm(seed, TimeSource.system(), pool, Duration.ofNanos(300_000), CALLS * 3 / 5);
                CountDownLatch blocked = new CountDownLatch(BLOCKING);
                for (int i = 0; i < BLOCKING; i++) {
                    callers.execute(() -> {
                        for (int n = 0; n < 300; n++) {
                            swarm.pipeline.tryCall(() -> "blocking");
                        }
                        blocked.countDown();
                    });
                }
                while (swarm.size() < CALLS) {
                    swarm.call();
                }
                blocked.await();
                blocking += BLOCKING * 300L;
                long last = seed;
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> nothingIsLeft(last, swarm));
                swarm.count(ends);
            } finally {
                pool.shutdownNow();
                callers.shutdownNow();
            }
        }
        System.out.println(
                REAL_SEEDS + " seeds x " + CALLS + " calls in real time, beside " + blocking + " that block: " + ends);
        assertThat(ends).containsOnlyKeys(Swarm.End.values());
    }
}
