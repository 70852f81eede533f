package io.holdfast.scenario;

import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** A user's gate in less than 60 lines: a stock of tickets, sold at a few desks, with a line in front of them. */
final class TicketWindow extends Gate {
    final ConcurrentLinkedQueue<Ticket> line = new ConcurrentLinkedQueue<>();
    final Semaphore tickets;
    final Semaphore desks;
    private final long opensAgain = time().nanos() + 3_600_000_000_000L;

    TicketWindow(PolicySite site, int tickets, int desks) {
        super(site.name(), site.time());
        this.tickets = new Semaphore(tickets);
        this.desks = new Semaphore(desks);
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public int needs() {
        return START_CLOCK | HOLD_UNTIL_WORK_ENDS;
    }

    @Override
    public long enter(long now, long deadline, Object subject) {
        if (!tickets.tryAcquire()) {
            return refuse(RejectionKind.OTHER, opensAgain - now);
        }
        if (line.isEmpty() && desks.tryAcquire()) {
            return 1;
        }
        tickets.release(); // whoever is told to queue holds nothing
        return QUEUE;
    }

    @Override
    public long enqueue(Ticket waiter, long now, long deadline) {
        if (!tickets.tryAcquire()) {
            return refuse(RejectionKind.OTHER, opensAgain - now);
        }
        waiter.notAfter(opensAgain);
        line.add(waiter);
        serve();
        return 0;
    }

    @Override
    public void left(Ticket waiter) {
        line.remove(waiter);
        tickets.release();
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        tickets.release(verdict.effect() == Effect.UNUSED ? 1 : 0);
        desks.release();
        serve();
    }

    private void serve() {
        while (!line.isEmpty() && desks.tryAcquire()) {
            Ticket next = line.poll();
            if (next == null || !next.grant(1)) {
                desks.release(); // has left meanwhile
            }
        }
    }
}
