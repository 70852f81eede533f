package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What runs beside a call that is measured decides how it is compiled: a repetition must not leave it out. */
class InThisJvmTest {
    private static final Laboratory.Plan SHORT = new Laboratory.Plan(2, 2);

    @Test
    void repetitionRunsAllCallsAndAnswersForThoseAskedFor() {
        int[] called = {0, 0};
        Map<String, Subject> both = new LinkedHashMap<>();
        both.put("doubtful", () -> ++called[0]);
        both.put("other", () -> ++called[1]);
        Map<String, Sample> samples = new InThisJvm(both, SHORT).next(Set.of("doubtful"));
        assertThat(samples).containsOnlyKeys("doubtful");
        assertThat(called[0]).isPositive();
        assertThat(called[1]).as("calls of what was not asked for").isPositive();
    }

    @Test
    void setWithoutCallsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InThisJvm(Map.of(), SHORT))
                .withMessageContaining("expected: at least one");
    }

    /** It would be shown instead of judged, and stand where a baseline's own figure belongs. */
    @Test
    void namesOfBaselinesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InThisJvm(Map.of("baseline.nanoTime", () -> "done"), SHORT))
                .withMessageContaining("'baseline.nanoTime'")
                .withMessageContaining("baseline.");
    }
}
