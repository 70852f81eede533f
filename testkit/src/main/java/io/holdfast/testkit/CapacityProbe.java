package io.holdfast.testkit;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.util.ArrayDeque;
import java.util.Deque;

/** Measures how many calls a gate would let in at once, without its listeners and counters hearing of it. */
final class CapacityProbe {
    private static final int MOST = 10_000;

    private CapacityProbe() {}

    static int measure(Gate gate) {
        return measure(gate, Gate.NO_SUBJECT);
    }

    static int measure(Gate gate, Object subject) {
        long now = gate.time().nanos();
        Deque<Long> permits = new ArrayDeque<>();
        int free = 0;
        while (permits.size() + free < MOST) {
            long answer = gate.enter(now, Deadline.NONE, subject);
            if (answer < 0) {
                break;
            }
            if (answer == Gate.FREE) {
                free++;
            } else {
                permits.push(answer);
            }
        }
        int capacity = permits.size() + free;
        permits.forEach(permit -> gate.settle(permit, Verdict.UNUSED, now, now)); // latest first
        return capacity;
    }
}
