package io.holdfast.testkit;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;

/** A gate under an operator's overrides, as drivers ask it then. */
final class GateOverrides {
    private static final int BEYOND = 5;

    private GateOverrides() {}

    static void check(GateBench bench) {
        int full = bench.capacity();
        try {
            for (Control.Mode mode : Control.Mode.values()) {
                bench.gate.apply(Control.of(mode, "contract", "test"));
                bench.unused(admitted(bench, mode, full));
                bench.rest();
            }
        } finally {
            bench.gate.removeControl();
        }
        bench.full(full, "after overrides");
    }

    private static List<Long> admitted(GateBench bench, Control.Mode mode, int full) {
        List<Long> permits = new ArrayList<>();
        for (int i = 0; i < Math.min(full, 100) + BEYOND; i++) {
            long answer =
                    bench.valid(bench.gate.admit(bench.time.nanos(), Deadline.NONE, bench.options.subject()), true);
            boolean right = switch (mode) {
                case OFF -> answer == Gate.FREE;
                case DRY_RUN -> answer >= 0;
                case FORCED_OPEN -> answer < 0 && Refusal.kind(answer) == RejectionKind.FORCED_OPEN;
            };
            bench.check(right, "under " + mode + " it answered " + answer);
            if (answer >= 0) {
                permits.add(answer);
            }
        }
        return permits;
    }
}
