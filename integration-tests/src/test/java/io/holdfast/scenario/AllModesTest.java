package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.testkit.CallMode;
import io.holdfast.testkit.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario in every way of calling: the same results, the same events, and nothing is lost. */
class AllModesTest {
    private static List<Scenario> all() {
        return Stream.of(
                        RetryScenarios.all(),
                        BreakerScenarios.all(),
                        BulkheadScenarios.all(),
                        LimiterScenarios.all(),
                        AttemptLimitScenarios.all(),
                        LimitModeScenarios.all(),
                        TotalLimitScenarios.all(),
                        UserCodeScenarios.all(),
                        NestedScenarios.all(),
                        OperationScenarios.all(),
                        ControlScenarios.all(),
                        ContextScenarios.all(),
                        ChainScenarios.all(),
                        LoopScenarios.all(),
                        AbandonedScenarios.all(),
                        BareScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    static Stream<Arguments> scenariosAndModes() {
        return all().stream().flatMap(scenario -> scenario.modes().stream().map(mode -> arguments(scenario, mode)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("scenariosAndModes")
    void endsTheSameWay(Scenario scenario, CallMode mode) {
        assumeTrue(mode.available(), mode + " needs a newer JDK");
        scenario.run(mode);
    }

    @Test
    void namesAreDistinct() {
        assertThat(all()).extracting(Scenario::toString).doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }
}
