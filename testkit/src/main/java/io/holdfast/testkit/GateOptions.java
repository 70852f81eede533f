package io.holdfast.testkit;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import java.util.function.Function;

/** What a contract expects of a gate. A recovery of 0 means that it learns nothing. */
record GateOptions(
        Function<PolicySite, ? extends Gate> factory,
        boolean fifo,
        long returnNanos,
        boolean unusedOnly,
        long recoveryNanos,
        Object subject,
        int rounds) {
    static final int ROUNDS = 5_000;

    boolean learns() {
        return recoveryNanos > 0;
    }

    GateOptions withFifo() {
        return new GateOptions(factory, true, returnNanos, unusedOnly, recoveryNanos, subject, rounds);
    }

    GateOptions withReturn(long nanos) {
        return new GateOptions(factory, fifo, nanos, unusedOnly, recoveryNanos, subject, rounds);
    }

    GateOptions withUnusedOnly() {
        return new GateOptions(factory, fifo, returnNanos, true, recoveryNanos, subject, rounds);
    }

    GateOptions withRecovery(long nanos) {
        return new GateOptions(factory, fifo, returnNanos, unusedOnly, nanos, subject, rounds);
    }

    GateOptions withSubject(Object other) {
        return new GateOptions(factory, fifo, returnNanos, unusedOnly, recoveryNanos, other, rounds);
    }

    GateOptions withRounds(int other) {
        return new GateOptions(factory, fifo, returnNanos, unusedOnly, recoveryNanos, subject, other);
    }
}
