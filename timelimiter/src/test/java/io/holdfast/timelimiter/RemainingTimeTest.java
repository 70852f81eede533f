package io.holdfast.timelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Call;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RemainingTimeTest {
    private static final RemainingTime HEADER = RemainingTime.header("X-Remaining-Millis");

    private final VirtualTime time = VirtualTime.automatic(Long.MAX_VALUE - 7);

    private Optional<String> written(RemainingTime header, Duration within) throws Exception {
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .within(within)
                .build();
        return pipeline.<Optional<String>, Exception>callAware(header::write);
    }

    @Test
    void outgoing() throws Exception {
        assertThat(written(HEADER, Duration.ofMillis(1_500))).hasValue("1500");
        assertThat(written(HEADER, Duration.ofNanos(1_999_999)))
                .as("rounded down")
                .hasValue("1");
        assertThat(written(HEADER.reserve(Duration.ofMillis(20)), Duration.ofSeconds(1)))
                .hasValue("980");
        assertThat(written(HEADER.reserve(Duration.ofMillis(20)), Duration.ofMillis(19)))
                .hasValue("0");
        assertThat(written(HEADER, Duration.ofDays(36_500))).hasValue("3153600000000");
    }

    @Test
    void noLimitNoHeader() {
        Pipeline pipeline = Pipeline.named("p").time(time).in(Registry.create()).build();
        assertThat(pipeline.<Optional<String>, RuntimeException>callAware(HEADER::write))
                .isEmpty();
        assertThat(HEADER.read(null)).isEmpty();
        assertThat(HEADER.incoming(null, time).remaining()).isEmpty();
    }

    @Test
    void incoming() {
        assertThat(HEADER.read("0")).hasValue(Duration.ZERO);
        assertThat(HEADER.read("0000000000250")).hasValue(Duration.ofMillis(250));
        assertThat(HEADER.read("3153600000000")).hasValue(Duration.ofDays(36_500));
        assertThat(HEADER.most(Duration.ofSeconds(30)).read("90000")).hasValue(Duration.ofSeconds(30));
        assertThat(HEADER.most(Duration.ofSeconds(30)).read(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "0x10",
                "10ms",
                " 10",
                "10 ",
                "1_000",
                "١٠",
                "NaN",
                "null",
                "3153600000001",
                "9223372036854775808",
                "99999999999999999999999999999999999",
                "1\n2",
                "PT1S"
            })
    void nonsenseIsRefused(String nonsense) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HEADER.read(nonsense))
                .withMessageStartingWith("X-Remaining-Millis: ")
                .withMessageEndingWith(" (expected: milliseconds, >= 0 and <= 3153600000000)")
                .satisfies(refused ->
                        assertThat(refused.getMessage()).hasSizeLessThan(120).doesNotContain("\n"));
        assertThatIllegalArgumentException().isThrownBy(() -> HEADER.incoming(nonsense, time));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void aHeaderHasAName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> RemainingTime.header(name));
    }

    @Test
    void whateverIsWrittenIsReadAsTheSameMilliseconds() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            Duration within = Duration.ofNanos(1 + random.nextLong(1L << (10 + random.nextInt(50))));
            if (within.compareTo(Duration.ofDays(36_500)) <= 0) {
                String sent = written(HEADER, within).orElseThrow();
                assertThat(HEADER.read(sent)).hasValue(Duration.ofMillis(within.toMillis()));
            }
        }
    }

    @Test
    void theTimeOfAnIncomingCallRuns() throws Exception {
        Call request = HEADER.incoming("250", time);
        Pipeline inner =
                Pipeline.named("inner").time(time).in(Registry.create()).build();
        List<Optional<Duration>> remaining = new ArrayList<>();
        inner.<Boolean, Exception>callWithin(request, call -> remaining.add(call.remaining()));
        time.advance(Duration.ofMillis(100));
        inner.<Boolean, Exception>callWithin(request, call -> remaining.add(call.remaining()));
        time.advance(Duration.ofMillis(200));
        assertThat(inner.tryCall(() -> "unlimited").succeeded()).isTrue();
        assertThat(request.remaining()).hasValue(Duration.ZERO);
        assertThat(remaining).containsExactly(Optional.of(Duration.ofMillis(250)), Optional.of(Duration.ofMillis(150)));
        assertThat(request.attempt()).isEqualTo(1);
        assertThat(request.pipeline()).isEqualTo("X-Remaining-Millis");
        assertThat(request.idempotencyKey()).isEmpty();
    }
}
