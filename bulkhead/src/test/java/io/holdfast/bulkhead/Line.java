package io.holdfast.bulkhead;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;

/** A bulkhead on virtual time, with waiters that stand in line by hand as a driver would let them. */
final class Line {
    final VirtualTime time;
    final Bulkhead bulkhead;

    Line(Bulkhead.Recipe recipe, long clockStart) {
        time = VirtualTime.automatic(clockStart);
        bulkhead = recipe.create(new PolicySite("b", time, Randomness.seeded(1)));
    }

    Line(Bulkhead.Recipe recipe) {
        this(recipe, 0);
    }

    long ask() {
        return bulkhead.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    void giveBack() {
        bulkhead.settle(0, Verdict.SUCCESS, time.nanos(), time.nanos());
    }

    Ticket ticket() {
        return new Ticket(Gate.NO_SUBJECT, time.nanos(), time.nanos() + Deadline.NEVER, () -> {});
    }

    /** Joins the line. */
    Ticket joined() {
        Ticket ticket = ticket();
        RejectionKind refused = join(ticket, Deadline.NONE);
        if (refused != null) {
            throw new AssertionError("refused: " + refused);
        }
        return ticket;
    }

    /** Null when it was taken in. */
    RejectionKind join(Ticket ticket, long deadline) {
        long answer = bulkhead.enqueue(ticket, time.nanos(), deadline);
        return answer == 0 ? null : Refusal.kind(answer);
    }

    /** Leaves as a driver does: the gate hears of it only when there was no grant. */
    boolean leave(Ticket ticket) {
        boolean left = ticket.leave();
        if (left) {
            bulkhead.left(ticket);
        }
        return left;
    }
}
