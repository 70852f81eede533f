package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import org.jspecify.annotations.Nullable;

/** The wait of a thread in front of a gate that answered "queue". */
final class Waiting {
    private Waiting() {}

    /**
     * Parks until the gate grants a permit and it is usable, the ticket or the deadline runs out, or the thread is
     * interrupted. Whatever happens, a permit that was granted is either returned or settled as unused.
     *
     * @return a permit or the code of a refusal; after INTERRUPTED the thread's flag is still set
     */
    static long await(Gate gate, @Nullable Object about, long deadline, Env env) {
        TimeSource time = env.time();
        Thread me = Thread.currentThread();
        long now = time.nanos();
        if (Deadline.passed(deadline, now)) {
            return Refusal.code(RejectionKind.DEADLINE, 0);
        }
        if (me.isInterrupted()) {
            return Refusal.code(RejectionKind.INTERRUPTED, 0);
        }
        long until = deadline == Deadline.NONE ? now + Deadline.NEVER : deadline;
        Ticket ticket = new Ticket(about, now, until, () -> time.unpark(me));
        try {
            long refused = gate.enqueue(ticket, now, deadline);
            return refused < 0 ? refused : parked(gate, ticket, deadline, env);
        } catch (Throwable broken) {
            giveUp(gate, ticket, env);
            throw broken;
        }
    }

    private static long parked(Gate gate, Ticket ticket, long deadline, Env env) {
        TimeSource time = env.time();
        Thread me = Thread.currentThread();
        while (true) {
            long now = time.nanos();
            if (ticket.refused()) {
                gate.waited(now - ticket.since());
                return ticket.answer();
            }
            boolean granted = ticket.granted();
            long left = (granted ? ticket.readyAt() : ticket.until()) - now;
            if (granted && left <= 0) {
                gate.waited(now - ticket.since());
                return ticket.answer();
            }
            if (left > 0 && !me.isInterrupted()) {
                time.park(ticket, left);
            } else if (granted) {
                gate.waited(now - ticket.since()); // first: if it throws, the permit is settled by whoever catches it
                settleUnused(gate, ticket, now, env);
                return Refusal.code(RejectionKind.INTERRUPTED, 0);
            } else if (ticket.leave()) {
                left(gate, ticket, env);
                gate.waited(now - ticket.since());
                return Refusal.code(whyLeft(left, deadline, now), 0);
            } // else: decided at the last moment, so look again
        }
    }

    private static RejectionKind whyLeft(long left, long deadline, long now) {
        if (left > 0) {
            return RejectionKind.INTERRUPTED;
        }
        return Deadline.passed(deadline, now) ? RejectionKind.DEADLINE : RejectionKind.WAIT_TIMED_OUT;
    }

    static void giveUp(Gate gate, Ticket ticket, Env env) {
        if (ticket.leave()) {
            left(gate, ticket, env);
        } else if (ticket.granted()) {
            settleUnused(gate, ticket, env.nanosOr(0), env);
        }
        gate.waited(env.nanosOr(ticket.since()) - ticket.since());
    }

    private static void settleUnused(Gate gate, Ticket ticket, long now, Env env) {
        if (ticket.answer() != Gate.FREE) {
            GateWalk.settle(gate, ticket.answer(), Verdict.UNUSED, now, now, env);
        }
    }

    static void left(Gate gate, Ticket ticket, Env env) {
        try {
            gate.left(ticket);
        } catch (Throwable broken) {
            env.faults().report("Gate '" + gate.name() + "' on a waiter's leaving", broken);
        }
    }
}
