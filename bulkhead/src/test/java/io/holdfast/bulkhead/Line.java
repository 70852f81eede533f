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
import java.util.ArrayDeque;
import java.util.Queue;

/** A bulkhead on virtual time, with waiters that stand in line by hand as a driver would let them. */
final class Line {
    final VirtualTime time;
    final Bulkhead bulkhead;
    private final Queue<Long> held = new ArrayDeque<>();
    private final Queue<Ticket> waiters = new ArrayDeque<>();

    Line(Bulkhead.Recipe recipe, long clockStart) {
        time = VirtualTime.automatic(clockStart);
        bulkhead = recipe.create(new PolicySite("b", time, Randomness.seeded(1)));
    }

    Line(Bulkhead.Recipe recipe) {
        this(recipe, 0);
    }

    /** Asks for a permit and remembers it for {@link #giveBack()}. */
    long ask() {
        long answer = enter();
        if (answer >= 0) {
            held.add(answer);
        }
        return answer;
    }

    long enter() {
        return bulkhead.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** Gives back the permit that was taken first, by asking or by waiting. */
    void giveBack() {
        waiters.removeIf(ticket -> ticket.gone() || (ticket.granted() && held.add(ticket.answer())));
        giveBack(held.remove());
    }

    void giveBack(long permit) {
        bulkhead.settle(permit, Verdict.SUCCESS, time.nanos(), time.nanos());
    }

    Ticket ticket() {
        return new Ticket(Gate.NO_SUBJECT, time.nanos(), time.nanos() + Deadline.NEVER, () -> {});
    }

    /** Joins the line. */
    Ticket joined() {
        Ticket ticket = ticket();
        waiters.add(ticket);
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
