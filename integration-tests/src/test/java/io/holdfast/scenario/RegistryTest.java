package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.PipelineInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistryTest {
    @Test
    void anOwnRegistryRemembersStronglyAndInOrder() {
        Registry registry = Registry.create();
        Pipeline.named("b").in(registry).build();
        Pipeline.named("a").in(registry).build();
        System.gc();
        assertThat(registry.pipelines()).extracting(PipelineInfo::name).containsExactly("b", "a");
    }

    @Test
    void oneNameMayBeUsedTwice() {
        Registry registry = Registry.create();
        Pipeline first = Pipeline.named("twin").in(registry).build();
        Pipeline second = Pipeline.named("twin")
                .within(Duration.ofSeconds(1))
                .in(registry)
                .build();
        assertThat(registry.find("twin")).containsExactly(first.info(), second.info());
        assertThat(registry.find("nobody")).isEmpty();
    }

    @Test
    void theStandardRegistryRemembersAPipelineAsLongAsItIsUsed() {
        Pipeline used = Pipeline.named("registry-test-used").build();
        forgotten();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return Registry.standard().find("registry-test-forgotten").isEmpty();
        });
        assertThat(Registry.standard().find("registry-test-used")).containsExactly(used.info());
        assertThat(used.call(() -> "alive")).isEqualTo("alive");
    }

    private static void forgotten() {
        Pipeline.named("registry-test-forgotten").build();
        // may be gone already: nothing to assert but that building it did not fail
    }
}
