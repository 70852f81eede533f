package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Refusal;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.state.WindowLog;
import io.holdfast.testkit.GateContract;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** C28: never more than N in any window, and no fewer than that allows. */
class StrictRateLimiterTest {
    private static final Duration WINDOW = Duration.ofNanos(1_000);

    private VirtualTime time;

    private StrictRateLimiter limiter(StrictRateLimiter.Recipe recipe, long clockStart) {
        time = VirtualTime.automatic(clockStart);
        return recipe.create(new PolicySite("s", time, Randomness.seeded(1)));
    }

    @EveryClock
    void agreesWithAListOfInstants(long clockStart) {
        SplittableRandom random = new SplittableRandom(7);
        for (int history = 0; history < 60; history++) {
            int calls = 1 + random.nextInt(6);
            StrictRateLimiter limiter = limiter(RateLimiter.strict(calls, WINDOW), clockStart);
            List<Long> admitted = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                time.jump(Duration.ofNanos(random.nextInt(4) == 0 ? random.nextInt(1_500) : random.nextInt(200)));
                long now = time.nanos();
                List<Long> inWindow =
                        admitted.stream().filter(at -> now - at < 1_000).toList();
                assertThat(limiter.available()).isEqualTo(calls - inWindow.size());
                long answer = limiter.enter(now, Deadline.NONE, Gate.NO_SUBJECT);
                if (inWindow.size() < calls) {
                    assertThat(answer).isNotNegative();
                    admitted.add(now);
                } else {
                    assertThat(Refusal.retryAfterNanos(answer)).isEqualTo(inWindow.get(0) + 1_000 - now);
                }
            }
        }
    }

    @EveryClock
    void saturatedItHoldsExactlyNInTheFullestWindow(long clockStart) {
        StrictRateLimiter limiter = limiter(RateLimiter.strict(5, WINDOW), clockStart);
        List<Long> admitted = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            time.jump(Duration.ofNanos(i % 3));
            if (limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT) >= 0) {
                admitted.add(time.nanos());
            }
        }
        int fullest = 0;
        for (int from = 0, to = 0; to < admitted.size(); to++) {
            while (admitted.get(to) - admitted.get(from) >= 1_000) {
                from++;
            }
            fullest = Math.max(fullest, to - from + 1);
        }
        assertThat(fullest).isEqualTo(5);
        assertThat(admitted.size()).isGreaterThanOrEqualTo(20_000 / 1_000 * 5);
    }

    @Test
    void turnsAreReservedInOrder() {
        StrictRateLimiter limiter =
                limiter(RateLimiter.strict(2, WINDOW).maxWait(Duration.ofNanos(2_500)), Long.MAX_VALUE - 100);
        long start = time.nanos();
        List<Long> ready = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Ticket ticket = new Ticket(Gate.NO_SUBJECT, start, start + Deadline.NEVER, () -> {});
            assertThat(limiter.enqueue(ticket, start, Deadline.NONE)).isZero();
            ready.add(ticket.readyAt() - start);
        }
        assertThat(ready).containsExactly(0L, 0L, 1_000L, 1_000L, 2_000L, 2_000L);
        Ticket late = new Ticket(Gate.NO_SUBJECT, start, start + Deadline.NEVER, () -> {});
        assertThat(Refusal.retryAfterNanos(limiter.enqueue(late, start, Deadline.NONE)))
                .isEqualTo(3_000);
    }

    @EveryClock
    void whatWasNotUsedIsSoldAgain(long clockStart) {
        StrictRateLimiter limiter = limiter(RateLimiter.strict(2, WINDOW), clockStart);
        long first = limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        time.jump(Duration.ofNanos(300));
        long second = limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        unused(limiter, first);
        assertThat(limiter.available()).as("not the last").isZero();
        unused(limiter, second);
        assertThat(limiter.available()).isEqualTo(1);
        unused(limiter, first);
        assertThat(limiter.available()).as("now it is").isEqualTo(2);
        time.jump(Duration.ofNanos(200));
        assertThat(limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT)).isEqualTo(first);
        time.jump(Duration.ofNanos(100));
        assertThat(limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT)).isEqualTo(second);
        long refused = limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        assertThat(Refusal.retryAfterNanos(refused)).as("500 + 1,000 - 600").isEqualTo(900);
        limiter.reconfigure(limiter.settings());
        unused(limiter, second);
        assertThat(limiter.available()).as("not after a change").isZero();
    }

    @EveryClock
    void aCallThatWasOvertakenFindsWhatWasGivenBack(long clockStart) {
        StrictRateLimiter limiter = limiter(RateLimiter.strict(10, WINDOW), clockStart);
        long before = time.nanos();
        time.jump(Duration.ofNanos(100));
        unused(limiter, limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT));
        assertThat(limiter.enter(before, Deadline.NONE, Gate.NO_SUBJECT)).isNotNegative();
    }

    @EveryClock
    void theTurnOfAWaiterThatLeavesIsSoldAgain(long clockStart) {
        StrictRateLimiter limiter = limiter(RateLimiter.strict(1, WINDOW).maxWait(WINDOW.multipliedBy(3)), clockStart);
        long start = time.nanos();
        limiter.enter(start, Deadline.NONE, Gate.NO_SUBJECT);
        Ticket leaves = new Ticket(Gate.NO_SUBJECT, start, start + Deadline.NEVER, () -> {});
        limiter.enqueue(leaves, start, Deadline.NONE);
        assertThat(leaves.readyAt() - start).isEqualTo(1_000);
        unused(limiter, leaves.answer());
        Ticket next = new Ticket(Gate.NO_SUBJECT, start, start + Deadline.NEVER, () -> {});
        limiter.enqueue(next, start, Deadline.NONE);
        assertThat(next.readyAt() - start).as("the same turn").isEqualTo(1_000);
        Ticket gone = new Ticket(Gate.NO_SUBJECT, start, start + Deadline.NEVER, () -> {});
        gone.leave();
        limiter.enqueue(gone, start, Deadline.NONE);
        Ticket last = new Ticket(Gate.NO_SUBJECT, start, start + Deadline.NEVER, () -> {});
        limiter.enqueue(last, start, Deadline.NONE);
        assertThat(last.readyAt() - start).as("nobody has it").isEqualTo(2_000);
    }

    private void unused(StrictRateLimiter limiter, long permit) {
        limiter.settle(permit, Verdict.UNUSED, time.nanos(), time.nanos());
    }

    /** Random takes, turns and returns, some of them late: never more than N that were used in any window. */
    @EveryClock
    void holdsWhateverIsGivenBack(long clockStart) {
        SplittableRandom random = new SplittableRandom(11);
        int returned = 0;
        for (int history = 0; history < 300; history++) {
            int calls = 1 + random.nextInt(5);
            StrictRateLimiter limiter =
                    limiter(RateLimiter.strict(calls, WINDOW).maxWait(WINDOW.multipliedBy(2)), clockStart);
            List<long[]> taken = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                time.jump(Duration.ofNanos(random.nextInt(3) == 0 ? random.nextInt(600) : 0));
                long now = time.nanos();
                if (random.nextInt(3) == 0 && !taken.isEmpty()) {
                    int which = Math.max(0, taken.size() - 1 - random.nextInt(3));
                    unused(limiter, taken.remove(which)[1]);
                    returned++;
                    continue;
                }
                if (random.nextInt(40) == 0) {
                    limiter.reconfigure(limiter.settings());
                }
                long answer = limiter.enter(now, Deadline.NONE, Gate.NO_SUBJECT);
                if (answer == Gate.QUEUE && random.nextBoolean()) {
                    Ticket ticket = new Ticket(Gate.NO_SUBJECT, now, now + Deadline.NEVER, () -> {});
                    assertThat(limiter.enqueue(ticket, now, Deadline.NONE)).isZero();
                    taken.add(new long[] {ticket.readyAt() - clockStart, ticket.answer()});
                } else if (answer >= 0) {
                    taken.add(new long[] {now - clockStart, answer});
                }
            }
            long[] used = taken.stream().mapToLong(each -> each[0]).sorted().toArray();
            for (int i = calls; i < used.length; i++) {
                assertThat(used[i] - used[i - calls]).as("history %d", history).isGreaterThanOrEqualTo(1_000);
            }
        }
        assertThat(returned).isGreaterThan(1_000);
    }

    @Test
    void aReturnAgainstTakersAdmitsNAndNoMore() throws Exception {
        WindowLog[] log = new WindowLog[1];
        long[] mine = new long[1];
        AtomicInteger admitted = new AtomicInteger();
        Rounds.race(
                round -> {
                    log[0] = new WindowLog(2, 1_000, 0, 0, null);
                    mine[0] = log[0].takeNumbered(0, 0);
                    admitted.set(1);
                },
                () -> admitted.addAndGet(log[0].refund(mine[0]) ? -1 : 0),
                () -> admitted.addAndGet(log[0].take(1, 0) >= 0 ? 1 : 0),
                round -> {
                    for (int i = 0; i < 3; i++) {
                        admitted.addAndGet(log[0].take(2, 0) >= 0 ? 1 : 0);
                    }
                    assertThat(admitted.get()).as("in round " + round).isLessThanOrEqualTo(2);
                });
    }

    @Test
    void twoTakersOfWhatWasGivenBack() throws Exception {
        WindowLog[] log = new WindowLog[1];
        AtomicInteger admitted = new AtomicInteger();
        Runnable take = () -> admitted.addAndGet(log[0].take(1, 0) >= 0 ? 1 : 0);
        Rounds.race(
                round -> {
                    log[0] = new WindowLog(1, 1_000, 0, 0, null);
                    log[0].refund(log[0].takeNumbered(0, 0));
                    admitted.set(0);
                },
                take,
                take,
                round -> {
                    assertThat(admitted.get()).as("in round " + round).isEqualTo(1);
                    assertThat(log[0].available(1)).isZero();
                });
    }

    @Test
    void aChangeAgainstWhoTakesAnewAdmitsNAndNoMore() throws Exception {
        StrictRateLimiter[] limiter = new StrictRateLimiter[1];
        AtomicInteger admitted = new AtomicInteger();
        Runnable take = () -> admitted.addAndGet(limiter[0].enter(1, Deadline.NONE, Gate.NO_SUBJECT) >= 0 ? 1 : 0);
        Rounds.race(
                round -> {
                    limiter[0] = limiter(RateLimiter.strict(1, WINDOW), 0);
                    unused(limiter[0], limiter[0].enter(0, Deadline.NONE, Gate.NO_SUBJECT));
                    admitted.set(0);
                },
                take,
                () -> limiter[0].reconfigure(limiter[0].settings()),
                round -> {
                    take.run();
                    assertThat(admitted.get()).as("in round " + round).isLessThanOrEqualTo(1);
                });
    }

    @Test
    void aChangeForgetsNothing() {
        StrictRateLimiter limiter = limiter(RateLimiter.strict(4, WINDOW), 0);
        limiter.tryAcquire();
        time.jump(Duration.ofNanos(100));
        limiter.tryAcquire();
        limiter.reconfigure(limiter.settings().with(Map.of("calls", "2")));
        assertThat(limiter.available()).isZero();
        limiter.reconfigure(limiter.settings().with(Map.of("calls", "3")));
        assertThat(limiter.available()).isEqualTo(1);
        limiter.reconfigure(limiter.settings().with(Map.of("window", "2000ns")));
        time.jump(Duration.ofNanos(1_000));
        assertThat(limiter.available()).isEqualTo(1);
    }

    @Test
    void blocksAndHealsAndJitter() {
        StrictRateLimiter limiter = limiter(RateLimiter.strict(1, WINDOW).jitter(Duration.ofNanos(50)), 0);
        assertThat(limiter.tryAcquire().granted()).isTrue();
        time.jump(Duration.ofNanos(1_049));
        assertThat(limiter.tryAcquire().granted()).isFalse();
        time.jump(Duration.ofNanos(1));
        assertThat(limiter.available()).isEqualTo(1);
        limiter.blockFor(Duration.ofNanos(10));
        assertThat(limiter.available()).isZero();
        time.jump(Duration.ofNanos(10));
        assertThat(limiter.tryAcquire().granted()).isTrue();
        time.jump(Duration.ofHours(-1));
        assertThat(limiter.tryAcquire().granted())
                .as("heals as if all were taken")
                .isFalse();
        time.jump(Duration.ofNanos(1_050));
        assertThat(limiter.tryAcquire().granted()).isTrue();
    }

    @Test
    void racingTakersAdmitNAndNoMore() throws Exception {
        WindowLog[] log = new WindowLog[1];
        AtomicInteger admitted = new AtomicInteger();
        Runnable take = () -> {
            for (int i = 0; i < 4; i++) {
                admitted.addAndGet(log[0].take(1_000, 0) >= 0 ? 1 : 0);
            }
        };
        Rounds.race(
                round -> {
                    log[0] = new WindowLog(3, 1_000, 0, 0, null);
                    for (int i = 0; i < 3; i++) {
                        log[0].take(i, 0);
                    }
                    admitted.set(0);
                },
                take,
                take,
                round -> assertThat(admitted.get()).as("in round " + round).isEqualTo(1));
    }

    @Test
    void aChangeAgainstTakersAdmitsNAndNoMore() throws Exception {
        StrictRateLimiter[] limiter = new StrictRateLimiter[1];
        AtomicInteger admitted = new AtomicInteger();
        Rounds.race(
                round -> {
                    limiter[0] = limiter(RateLimiter.strict(3, WINDOW), 0);
                    admitted.set(0);
                },
                () -> {
                    for (int i = 0; i < 5; i++) {
                        admitted.addAndGet(limiter[0].enter(0, Deadline.NONE, Gate.NO_SUBJECT) >= 0 ? 1 : 0);
                    }
                },
                () -> limiter[0].reconfigure(limiter[0].settings()),
                round -> assertThat(admitted.get()).as("in round " + round).isEqualTo(3));
    }

    @Test
    void keepsTheContractOfAGate() {
        GateContract.of(RateLimiter.strict(3, WINDOW)::create)
                .returnsAfter(WINDOW)
                .check();
    }
}
