package io.holdfast.testkit;

import io.holdfast.call.Refusal;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A fresh gate, asked as a driver asks it; whatever it must not do ends the check with the words for it. */
final class GateBench {
    static final int MOST = 10_000; // more counts as unlimited

    final GateOptions options;
    final ContractTime time;
    final Gate gate;
    private final GateRule rule;
    private final long start;

    GateBench(GateOptions options, long start, GateRule rule) {
        this.options = options;
        this.start = start;
        this.rule = rule;
        this.time = new ContractTime(start);
        this.gate = options.factory().apply(new PolicySite("contract", time, Randomness.seeded(start)));
    }

    GateBench fresh() {
        return new GateBench(options, start, rule);
    }

    AssertionError broken(String what, @Nullable Throwable cause) {
        return new AssertionError("GateContract " + rule + ", clock from " + start + ": " + gate + ": " + what, cause);
    }

    void check(boolean holds, String what) {
        if (!holds) {
            throw broken(what, null);
        }
    }

    void checkTime() {
        AssertionError parked = time.parked;
        if (parked != null) {
            throw broken("it parks; only drivers wait", parked);
        }
    }

    private long asked(String method, LongSupplier step) {
        try {
            return step.getAsLong();
        } catch (Throwable thrown) {
            throw broken(method + " threw " + thrown, thrown);
        }
    }

    /** What a chain tells it: 0 if nobody wants the time. */
    private long now() {
        return (gate.needs() & Gate.START_CLOCK) == 0 ? 0 : time.nanos();
    }

    long enter() {
        return valid(asked("enter", () -> gate.enter(now(), Deadline.NONE, options.subject())), true);
    }

    long valid(long answer, boolean mayQueue) {
        if (answer >= 0 || (answer == Gate.QUEUE && mayQueue)) {
            return answer;
        }
        boolean sound =
                answer != Gate.QUEUE && Refusal.code(Refusal.kind(answer), Refusal.retryAfterNanos(answer)) == answer;
        check(sound, "it answered " + answer + "; expected a permit >= 0, QUEUE where one can queue, or refuse(...)");
        return answer;
    }

    void settle(long permit, Verdict verdict) {
        if (permit == Gate.FREE) {
            return;
        }
        long begin = now();
        boolean clock = (gate.needs() & Gate.END_CLOCK) != 0 || verdict.effect() == Effect.FAILURE;
        asked("settle as " + verdict.effect(), () -> {
            gate.settle(permit, verdict, begin, clock ? time.nanos() : begin);
            return 0;
        });
    }

    void unused(long permit) {
        settle(permit, Verdict.UNUSED);
    }

    /** Latest first, which is the order in which every gate can take them back. */
    void unused(List<Long> permits) {
        Collections.reverse(permits);
        permits.forEach(this::unused);
        permits.clear();
    }

    /** Permits until nobody gets in any more. */
    List<Long> fill() {
        List<Long> permits = new ArrayList<>();
        for (long answer = enter(); answer >= 0; answer = enter()) {
            permits.add(answer);
            if (permits.size() == MOST) {
                break;
            }
        }
        return permits;
    }

    /** How many get in; gives all of it back. */
    int capacity() {
        List<Long> permits = fill();
        int capacity = permits.size();
        unused(permits);
        rest();
        return capacity;
    }

    void full(int expected, String after) {
        int capacity = capacity();
        check(
                capacity == expected,
                after + " its capacity is " + words(capacity) + ", it was " + words(expected)
                        + (capacity < expected ? ": permits are lost" : ": permits are minted"));
    }

    private static String words(int capacity) {
        return capacity == MOST ? "unlimited" : String.valueOf(capacity);
    }

    /** Until what comes back with time is back. */
    void rest() {
        advance(options.returnNanos());
    }

    void advance(long nanos) {
        if (nanos > 0) {
            time.inside.advance(Duration.ofNanos(nanos));
        }
    }

    Ticket ticket() {
        long now = time.nanos();
        return new Ticket(options.subject(), now, now + Deadline.NEVER, () -> {});
    }

    /** Whether it was taken in. */
    boolean join(Ticket ticket) {
        long answer = asked("enqueue", () -> gate.enqueue(ticket, time.nanos(), Deadline.NONE));
        if (answer != 0) {
            check(answer < 0, "enqueue answered " + answer + "; expected 0 or refuse(...)");
            valid(answer, false);
            check(!ticket.granted(), "enqueue both granted and refused a waiter");
        }
        return answer == 0;
    }

    /** Ends a wait as drivers do; returns whether it ended with a permit, which is then given back. */
    boolean leave(Ticket ticket) {
        if (ticket.leave()) {
            left(ticket);
            return false;
        }
        if (ticket.refused()) {
            valid(ticket.answer(), false);
            return false;
        }
        unused(ticket.answer());
        return true;
    }

    void left(Ticket ticket) {
        asked("left", () -> {
            gate.left(ticket);
            return 0;
        });
    }
}
