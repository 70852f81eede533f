package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whatever is taken, reserved and given back, every closed interval holds at most burst + rate * length. Where turns are
 * reserved, their instants are rounded up to whole nanoseconds.
 */
class EnvelopeTest {
    private static final int HISTORIES = 5_000;

    private record Taken(long permit, long usedAt) {}

    @Test
    void holdsOverAllPairsInRandomHistories() {
        SplittableRandom seeds = new SplittableRandom();
        int refunds = 0;
        int reservations = 0;
        for (int i = 0; i < HISTORIES; i++) {
            long seed = seeds.nextLong();
            int[] seen = history(seed, i % 3);
            refunds += seen[0];
            reservations += seen[1];
        }
        assertThat(refunds).as("histories exercise refunds").isGreaterThan(HISTORIES);
        assertThat(reservations).as("histories exercise reservations").isGreaterThan(HISTORIES);
    }

    private static int[] history(long seed, int patience) {
        SplittableRandom random = new SplittableRandom(seed);
        int permits = 1 + random.nextInt(40);
        int period = 1 + random.nextInt(200);
        int burst = 1 + random.nextInt(6);
        int maxWait = patience * 50;
        Metered it = new Metered(
                RateLimiter.permits(permits)
                        .per(Duration.ofNanos(period))
                        .burst(burst)
                        .maxWait(Duration.ofNanos(maxWait)),
                0);
        List<Taken> pending = new ArrayList<>();
        List<Long> used = new ArrayList<>();
        int refunds = 0;
        int reservations = 0;
        for (int step = 0; step < 80; step++) {
            it.time.jump(Duration.ofNanos(random.nextInt(4) == 0 ? random.nextInt(30) : 0));
            long now = it.time.nanos();
            for (int i = pending.size() - 1; i >= 0; i--) {
                if (pending.get(i).usedAt <= now) {
                    used.add(pending.remove(i).usedAt);
                }
            }
            if (random.nextInt(4) == 0 && !pending.isEmpty()) {
                it.refund(pending.remove(random.nextInt(pending.size())).permit);
                refunds++;
                continue;
            }
            long answer = it.ask();
            if (answer >= 0 && random.nextInt(3) == 0) {
                it.refund(answer);
                refunds++;
            } else if (answer >= 0) {
                used.add(now);
            } else if (answer == Gate.QUEUE) {
                Ticket ticket = it.reserved();
                assertThat(ticket)
                        .as("seed %d: a wait that fits is granted", seed)
                        .isNotNull();
                assertThat(ticket.readyAt() - now).as("seed %d: wait", seed).isBetween(1L, (long) maxWait);
                pending.add(new Taken(ticket.answer(), ticket.readyAt()));
                reservations++;
            }
        }
        pending.forEach(taken -> used.add(taken.usedAt));
        Collections.sort(used);
        assertThat(RationalBucket.envelopeHolds(used, permits, period, burst, patience == 0 ? 0 : 1))
                .as("seed %d: %d per %d ns, burst %d, used at %s", seed, permits, period, burst, used)
                .isTrue();
        return new int[] {refunds, reservations};
    }
}
