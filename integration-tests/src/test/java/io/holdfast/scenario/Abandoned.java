package io.holdfast.scenario;

import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A difference that many scenarios have: on an executor, work that is cut goes on until its thread has noticed. */
final class Abandoned {
    private static final String REASON =
            "a thread that is interrupted needs a moment to end its work; a cancelled stage, or work on the caller's thread, is over";

    private Abandoned() {}

    static List<Scenario> seen(Scenario... scenarios) {
        return Arrays.stream(scenarios)
                .map(each -> {
                    Scenario seen = each;
                    for (String pipeline : List.of("p", "inner", "outer")) {
                        seen = seen.onlyIn(REASON, Set.of(CallMode.EXECUTOR), pipeline + ": ABANDONED");
                    }
                    return seen;
                })
                .toList();
    }
}
