package io.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private enum Mode {
        CALLER_INTERRUPT,
        DETACH
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "10s, PT10S",
        "5m, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "40us, PT0.00004S",
        "7ns, PT0.000000007S",
        "0, PT0S",
        "10 S, PT10S",
        "PT1M, PT1M"
    })
    void durations(String text, Duration meant) {
        Options options = new Options(Map.of("wait", text));
        assertThat(options.duration("wait", Duration.ofDays(9))).isEqualTo(meant);
        options.refuseUnknown();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 1_000_000, 1_500_000, 1_000_000_000, 86_400_000_000_000L, 123_456_789_012L})
    void aDurationReadsBack(long nanos) {
        Duration time = Duration.ofNanos(nanos);
        assertThat(new Options(Map.of("t", Options.text(time))).duration("t", Duration.ofDays(9)))
                .isEqualTo(time);
    }

    @Test
    void whatIsNotGivenStays() {
        Options options = new Options(Map.of());
        assertThat(options.integer("failures", 5)).isEqualTo(5);
        assertThat(options.fraction("ratio", 0.1)).isEqualTo(0.1);
        assertThat(options.flag("on", true)).isTrue();
        assertThat(options.number("keys", 1L << 40)).isEqualTo(1L << 40);
        assertThat(options.constant("mode", Mode.CALLER_INTERRUPT)).isSameAs(Mode.CALLER_INTERRUPT);
        assertThat(options.text("owner", "payments")).isEqualTo("payments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller-interrupt", "CALLER_INTERRUPT", "caller_interrupt"})
    void constants(String text) {
        assertThat(new Options(Map.of("mode", text)).constant("mode", Mode.DETACH))
                .isSameAs(Mode.CALLER_INTERRUPT);
    }

    @Test
    void badValuesAreRefusedWithOptionValueAndRange() {
        assertThatThrownBy(() -> new Options(Map.of("failures", "many")).integer("failures", 5))
                .hasMessageContainingAll("failures", "many", "a whole number");
        assertThatThrownBy(() -> new Options(Map.of("wait", "10 parsecs")).duration("wait", Duration.ZERO))
                .hasMessageContainingAll("wait", "10 parsecs", "250ms");
        assertThatThrownBy(() -> new Options(Map.of("wait", "999999999999999999d")).duration("wait", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Options(Map.of("mode", "gentle")).constant("mode", Mode.DETACH))
                .hasMessageContainingAll("mode", "gentle", "[caller-interrupt, detach]");
        assertThatThrownBy(() -> new Options(Map.of("on", "1")).flag("on", true))
                .hasMessageContainingAll("on", "true or false");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestOne() {
        Options options = new Options(Map.of("faliures", "5"));
        options.integer("failures", 3);
        options.duration("openFor", Duration.ofSeconds(30));
        assertThatThrownBy(options::refuseUnknown)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("faliures", "did you mean 'failures'?", "[failures, openFor]");
        assertThat(Options.nearest("open-for", List.of("failures", "openFor"))).isEqualTo("openFor");
    }
}
