package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waiters leave, permits are granted and given back, all at once: nothing is lost, nothing is minted. */
class LeaveRaceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 40_000;
    private static final int PERMITS = 2;

    private final Line line = new Line(Bulkhead.of(PERMITS).queue(THREADS, Duration.ofSeconds(1)));
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger grants = new AtomicInteger();
    private final AtomicInteger leaves = new AtomicInteger();

    @Test
    void allPermitsComeBackAndNobodyWaits() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            long seed = t;
            done.add(pool.submit(() -> visits(new SplittableRandom(seed))));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();

        assertThat(line.bulkhead.available()).as("permits").isEqualTo(PERMITS);
        assertThat(line.bulkhead.waiting()).as("waiters").isZero();
        assertThat(most).as("most inside at one time").hasValueLessThanOrEqualTo(PERMITS);
        assertThat(grants).as("waits that ended with a permit").hasPositiveValue();
        assertThat(leaves).as("waits that were given up").hasPositiveValue();
    }

    private void visits(SplittableRandom random) {
        for (int i = 0; i < ROUNDS; i++) {
            long answer = line.enter();
            long permit = answer >= 0 ? answer : answer == Gate.QUEUE ? granted(random) : -1;
            if (permit < 0) {
                continue;
            }
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            spin(random.nextInt(200));
            inside.decrementAndGet();
            line.giveBack(permit);
        }
    }

    /** Waits for a random while; negative without a permit. */
    private long granted(SplittableRandom random) {
        Ticket ticket = line.ticket();
        if (line.join(ticket, Deadline.NONE) != null) {
            return -1;
        }
        for (int patience = random.nextInt(400); patience > 0 && !ticket.granted(); patience--) {
            Thread.onSpinWait();
        }
        boolean left = line.leave(ticket);
        (left ? leaves : grants).incrementAndGet();
        return left ? -1 : ticket.answer();
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }
}
