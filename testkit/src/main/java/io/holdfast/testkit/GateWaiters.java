package io.holdfast.testkit;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import java.util.ArrayList;
import java.util.List;

/** Waiters in front of a gate, one thread. A gate that never answers QUEUE passes. */
final class GateWaiters {
    private static final int MANY = 6;

    private GateWaiters() {}

    static void check(GateBench bench) {
        int full = bench.capacity();
        if (!queues(bench)) {
            return;
        }
        served(bench.fresh(), full);
        theLeaverTakesNothing(bench.fresh(), full);
        whoWaitsBehindALeaverIsServed(bench.fresh(), full);
    }

    private static boolean queues(GateBench bench) {
        List<Long> permits = bench.fill();
        boolean queues = permits.size() < GateBench.MOST && bench.enter() == Gate.QUEUE;
        bench.unused(permits);
        bench.rest();
        return queues;
    }

    /** As many as are taken in. */
    private static List<Ticket> line(GateBench bench, int most) {
        List<Ticket> line = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            Ticket ticket = bench.ticket();
            if (!bench.join(ticket)) {
                break;
            }
            line.add(ticket);
        }
        return line;
    }

    private static long granted(List<Ticket> line) {
        return line.stream().filter(Ticket::granted).count();
    }

    private static void served(GateBench bench, int full) {
        List<Long> held = bench.fill();
        List<Ticket> line = line(bench, MANY);
        if (granted(line) == 0) {
            for (int i = 0; i < Math.min(line.size(), held.size()); i++) {
                bench.unused(held.get(i));
                bench.rest();
                bench.check(granted(line) > i, "a permit came back, and nobody of those who wait was served");
                bench.check(granted(line) == i + 1, "one permit came back, and more than one waiter was served");
            }
            held.subList(0, Math.min(line.size(), held.size())).clear();
        }
        if (bench.options.fifo()) {
            inOrder(bench, line);
        }
        for (int i = line.size() - 1; i >= 0; i--) {
            bench.leave(line.get(i));
        }
        bench.unused(held);
        bench.rest();
        bench.full(full, "after " + line.size() + " waiters were served");
    }

    private static void inOrder(GateBench bench, List<Ticket> line) {
        for (int i = 1; i < line.size(); i++) {
            Ticket earlier = line.get(i - 1);
            Ticket later = line.get(i);
            bench.check(
                    !later.granted() || (earlier.granted() && later.readyAt() - earlier.readyAt() >= 0),
                    "waiter " + (i + 1) + " was served before waiter " + i
                            + ", but first come, first served is promised");
        }
    }

    private static void theLeaverTakesNothing(GateBench bench, int full) {
        List<Long> held = bench.fill();
        List<Ticket> line = line(bench, MANY);
        for (Ticket ticket : line) {
            bench.leave(ticket);
        }
        bench.unused(held);
        bench.rest();
        bench.check(line.stream().noneMatch(each -> each.gone() && each.granted()), "a waiter that left was served");
        bench.full(full, "after " + line.size() + " waiters left");
    }

    /** The worst moment: it has left, and the gate has not heard of it yet. */
    private static void whoWaitsBehindALeaverIsServed(GateBench bench, int full) {
        List<Long> held = bench.fill();
        List<Ticket> line = line(bench, 2);
        boolean leaves = !line.isEmpty() && line.get(0).leave();
        if (!leaves) {
            line.forEach(bench::leave);
        } else {
            bench.unused(held.remove(held.size() - 1));
            bench.left(line.get(0));
            bench.rest();
            if (line.size() == 2) {
                bench.check(
                        line.get(1).granted(),
                        "a permit came back while the first waiter was leaving, and the second was not served");
                bench.leave(line.get(1));
            }
        }
        bench.unused(held);
        bench.rest();
        bench.full(full, "after a permit came back while a waiter was leaving");
    }
}
