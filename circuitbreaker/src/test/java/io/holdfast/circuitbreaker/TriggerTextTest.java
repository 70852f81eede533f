package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.spi.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triggers and settings as text. */
class TriggerTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5 failures in 10s",
                "3 consecutive failures",
                "3 timeout failures in 60s",
                "2 consecutive error/timeout failures",
                "50% failures in 60s, min 20",
                "0.0001% overloaded failures of 1000 calls, min 1",
                "33.3333% failures of 100 calls, min 20",
                "5 calls over 250ms in 10s",
                "80% calls over 2s of 100 calls, min 20",
                "80% calls over 2s in 60s, min 5"
            })
    void isReadAsItIsWritten(String text) {
        assertThat(Trigger.parse(text)).hasToString(text);
    }

    @Test
    void meansWhatTheFactoriesMake() {
        assertThat(Trigger.parse("5 failures in 10s"))
                .isEqualTo(Trigger.failures(5).within(Duration.ofSeconds(10)));
        assertThat(Trigger.parse("3 consecutive failures")).isEqualTo(Trigger.consecutiveFailures(3));
        assertThat(Trigger.parse(" 3 timeout failures in 60s "))
                .isEqualTo(Trigger.failures(3).within(Duration.ofMinutes(1)).only(FailureKind.TIMEOUT));
        assertThat(Trigger.parse("50% failures in 1m"))
                .isEqualTo(Trigger.failureRate(50).within(Duration.ofMinutes(1)));
        assertThat(Trigger.parse("50% failures of 100 calls"))
                .isEqualTo(Trigger.failureRate(50).overCalls(100));
        assertThat(Trigger.parse("5 calls over 2s in 10s"))
                .isEqualTo(Trigger.slowCalls(5, Duration.ofSeconds(2)).within(Duration.ofSeconds(10)));
        assertThat(Trigger.parse("80% calls over 2s in 60s, min 7"))
                .isEqualTo(Trigger.slowRate(80, Duration.ofSeconds(2))
                        .within(Duration.ofMinutes(1))
                        .minimumCalls(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5 failures",
                "failures in 10s",
                "5% failures",
                "5 failures of 10 calls",
                "5 consecutive failures in 10s",
                "50% consecutive failures",
                "5 failures in 10s, min 3",
                "5 failures in 10s of 3 calls",
                "5 50% failures in 10s",
                "0 failures in 10s",
                "5 failures in 10",
                "101% failures in 10s",
                "0% failures in 10s",
                "0.00001% failures in 10s",
                "50% failures of 10 calls, min 11",
                "50% failures of 1001 calls",
                "50% failures of 0 calls",
                "50% failures in 19ns",
                "3 none failures in 10s",
                "3 cancelled failures in 10s",
                "3 timeout calls over 2s in 10s",
                "3 timeout/ failures in 10s",
                "3 consecutive calls over 2s",
                "5 calls over 0s in 10s in 10s"
            })
    void whatMakesNoSenseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trigger.parse(text))
                .withMessageContaining("(expected: ");
    }

    @Test
    void settingsAreReadAsTheyAreWritten() {
        SplittableRandom random = new SplittableRandom(7);
        CircuitBreakerSettings other = CircuitBreaker.consecutiveFailures(1).settings();
        for (int i = 0; i < 500; i++) {
            CircuitBreakerSettings settings = RandomSettings.draw(random);
            assertThat(other.with(settings.options())).isEqualTo(settings);
        }
        for (CircuitBreakerSettings preset :
                new CircuitBreakerSettings[] {CircuitBreakerSettings.remoteHttp(), CircuitBreakerSettings.llmProvider()
                }) {
            assertThat(other.with(preset.options())).isEqualTo(preset);
        }
    }

    @Test
    void oneOptionChangesOneThing() {
        CircuitBreakerSettings settings = CircuitBreaker.failures(5)
                .within(Duration.ofSeconds(10))
                .probes(2)
                .settings();
        assertThat(settings.with(Map.of())).isEqualTo(settings);
        assertThat(settings.with(Map.of("openFor", "60s")).openWait()).isEqualTo(OpenWait.fixed(Duration.ofMinutes(1)));
        assertThat(settings.with(Map.of("probes", "3")).mustPass()).isEqualTo(3);
        assertThat(settings.with(Map.of("opensOn", "3 consecutive failures; 5 failures in 10s"))
                        .triggers())
                .containsExactly(
                        Trigger.consecutiveFailures(3), Trigger.failures(5).within(Duration.ofSeconds(10)));
    }

    @Test
    void unknownAndBadOptionsAreRefused() {
        CircuitBreakerSettings settings = CircuitBreaker.consecutiveFailures(5).settings();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("open-fr", "3s")))
                .withMessageContaining("did you mean 'openFor'?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("openLongest", "60s")))
                .withMessageStartingWith("openLongest: PT1M (expected: the same as openFor, PT30S)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("mustPass", "2")))
                .withMessageStartingWith("mustPass: 2 (expected: >= 1 and <= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("openGrowthPercent", "99")))
                .withMessageStartingWith("openGrowthPercent: 99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("openJitterPercent", "91")))
                .withMessageStartingWith("openJitterPercent: 91");
    }
}
