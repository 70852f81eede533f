package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import org.junit.jupiter.api.Test;

/** What is shown as the price of a refusal is one: a benchmark would not fail where the work ran instead. */
class RefusalsTest {
    private final Refusals refusals = new Refusals();
    private final Pipelines pipelines = new Pipelines();
    private final Turn turn = new Turn();

    @Test
    void everyCallIsRefused() {
        for (int i = 0; i < 100; i++) {
            assertThat(refusals.openTried(pipelines, turn)).isInstanceOf(Refusal.class);
            assertThat(refusals.limiterTried(pipelines, turn)).isInstanceOf(Refusal.class);
            assertThat(refusals.bulkheadTried(pipelines, turn)).isInstanceOf(Refusal.class);
            assertThat(refusals.openThrown(pipelines, turn)).isInstanceOf(RejectedException.class);
            assertThat(refusals.limiterThrown(pipelines, turn)).isInstanceOf(RejectedException.class);
            assertThat(refusals.bulkheadThrown(pipelines, turn)).isInstanceOf(RejectedException.class);
            assertThatThrownBy(() -> refusals.openAsync(pipelines, turn).join())
                    .hasCauseInstanceOf(RejectedException.class);
        }
    }
}
