package io.holdfast.testkit;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Several real threads at one gate. */
final class GateRaces {
    private static final int THREADS = 4;
    private static final int APART = 100;

    private GateRaces() {}

    /** A permit comes back just when the waiter that should get it leaves. */
    static void leave(GateBench bench) {
        List<Long> held = bench.fill();
        if (held.size() == GateBench.MOST || bench.enter() != Gate.QUEUE) {
            return;
        }
        AtomicReference<@Nullable Ticket> waiter = new AtomicReference<>();
        Meeting before = new Meeting(2);
        Meeting after = new Meeting(2);
        inThreads(2, after, before, me -> {
            SeededGenerator random = new SeededGenerator(me);
            for (int round = 0; round < bench.options.rounds(); round++) {
                if (me == 0) {
                    Ticket ticket = bench.ticket();
                    waiter.set(bench.join(ticket) ? ticket : null);
                }
                if (!before.meet(round)) {
                    return;
                }
                spin(random.nextInt(APART));
                Ticket ticket = waiter.get();
                if (me == 0) {
                    bench.unused(held.remove(held.size() - 1));
                } else if (ticket != null) {
                    bench.leave(ticket);
                }
                if (!after.meet(round)) {
                    return;
                }
                if (me == 0) {
                    takeAgain(bench, held, round);
                }
            }
        });
    }

    private static void takeAgain(GateBench bench, List<Long> held, int round) {
        bench.rest();
        List<Long> free = bench.fill();
        String race = "round " + round + ": a permit came back while a waiter was leaving; then ";
        bench.check(!free.isEmpty(), race + "nobody gets in: the permit is lost");
        if (bench.options.returnNanos() == 0) {
            bench.check(free.size() == 1, race + free.size() + " get in: permits are minted");
        }
        held.addAll(free);
        while (bench.options.returnNanos() > 0 && held.size() > 1) {
            held.remove(0); // used up long ago; only so that the list does not grow
        }
    }

    /** Random histories. */
    static void crowd(GateBench bench) {
        int full = bench.capacity();
        boolean bounded = full < GateBench.MOST && bench.options.returnNanos() == 0 && !bench.options.learns();
        List<Verdict> verdicts = GateCapacity.verdicts().stream()
                .filter(each -> GateCapacity.returns(bench.options, each))
                .filter(each -> !GateCapacity.teaches(bench.options, each))
                .toList();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Meeting start = new Meeting(THREADS);
        inThreads(THREADS, start, start, me -> {
            SeededGenerator random = new SeededGenerator(me);
            start.meet(0);
            for (int i = 0; i < bench.options.rounds(); i++) {
                long permit = wanted(bench, random);
                if (permit >= 0) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    if (permit != Gate.FREE) {
                        bench.gate.stands(permit);
                    }
                    spin(random.nextInt(2 * APART));
                    if (random.nextInt(4) == 0) {
                        Thread.yield(); // where processors are few, others come only so while this one is inside
                    }
                    inside.decrementAndGet();
                    bench.settle(permit, verdicts.get(random.nextInt(verdicts.size())));
                }
                if (random.nextInt(8) == 0) {
                    bench.advance(bench.options.returnNanos() / 8);
                }
            }
        });
        bench.check(!bounded || most.get() <= full, most + " were inside at one time, its capacity is " + full);
        bench.rest();
        GateCapacity.recover(bench, bench.options.learns() ? full : bench.capacity());
        bench.full(full, "after random histories of " + THREADS + " threads");
    }

    /** Enters, if need be after a wait of random length. */
    private static long wanted(GateBench bench, SeededGenerator random) {
        long answer = bench.enter();
        if (answer != Gate.QUEUE) {
            return answer;
        }
        Ticket ticket = bench.ticket();
        if (!bench.join(ticket)) {
            return Gate.QUEUE;
        }
        for (int patience = random.nextInt(4 * APART); patience > 0 && !ticket.granted(); patience--) {
            Thread.onSpinWait();
        }
        if (ticket.leave()) {
            bench.left(ticket);
            return Gate.QUEUE;
        }
        return ticket.granted() ? ticket.answer() : bench.valid(ticket.answer(), false);
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private static void inThreads(int count, Meeting one, Meeting other, IntConsumer body) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int me = i;
            Thread thread = new Thread(() -> {
                try {
                    body.accept(me);
                } catch (Throwable broken) {
                    failure.compareAndSet(null, broken);
                    one.end();
                    other.end();
                }
            });
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stuck) {
                Thread.currentThread().interrupt(); // the rule's own limit has ended it
            }
        }
        Throwable broken = failure.get();
        if (broken != null) {
            throw new AssertionError(broken.getMessage(), broken);
        }
    }
}
