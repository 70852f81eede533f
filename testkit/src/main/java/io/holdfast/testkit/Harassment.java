package io.holdfast.testkit;

import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be done to a policy from outside. */
final class Harassment {
    private static final int MOST = 10_000;
    private static final int REFUSALS = 3;

    private Harassment() {}

    static void harass(Policy policy) {
        if (policy instanceof Gate gate) {
            useUp(gate, Verdict.SUCCESS);
            useUp(gate, Verdict.ERROR); // a breaker opens
            useUp(gate, Verdict.UNUSED);
        }
        policy.wouldHave("been harassed");
        try {
            policy.apply(Control.of(Control.Mode.OFF, "isolation", "test"));
        } finally {
            policy.removeControl();
        }
    }

    private static void useUp(Gate gate, Verdict verdict) {
        List<Permit> permits = new ArrayList<>();
        for (int refused = 0; refused < REFUSALS && permits.size() < MOST; ) {
            Permit permit = gate.tryAcquire();
            permits.add(permit);
            refused += permit.granted() ? 0 : 1;
        }
        permits.forEach(permit -> permit.settle(verdict));
    }
}
