package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiler inlines a hot method of up to 325 bytecodes (FreqInlineSize) and calls a longer one. */
class HotMethodSizeTest {
    private static final int LONGEST = 324;

    static Stream<String> hotMethods() {
        return Stream.of(
                "BuiltPipeline call callWith callAware tryCall",
                "engine.Chain drive open outcome",
                "engine.Leaf run",
                "engine.Escaped wrap",
                "engine.Env judgeReturned",
                "engine.Gates run settle",
                "engine.WideGates run settle",
                "engine.Repeat run",
                "engine.Timed run limited",
                "circuitbreaker.CircuitBreaker enter settle",
                "circuitbreaker.Circuit settleClosed",
                "circuitbreaker.Meters succeeded",
                "ratelimiter.RateLimiter enter settle",
                "bulkhead.Bulkhead enter settle",
                "bulkhead.PermitPool tryAcquire release",
                "state.Gcra take",
                "time.Watchdog arm",
                "time.WatchdogTable arm",
                "time.WatchdogSlot disarm");
    }

    @ParameterizedTest
    @MethodSource("hotMethods")
    void staysBelowTheLimitOfTheInliner(String classAndMethods) throws IOException {
        String[] names = classAndMethods.split(" ");
        Map<String, Integer> lengths = ClassFile.codeLengths("io.holdfast." + names[0]);
        assertThat(lengths).containsKeys(Stream.of(names).skip(1).toArray(String[]::new));
        for (int i = 1; i < names.length; i++) {
            assertThat(lengths.get(names[i])).as("bytecodes of " + names[i]).isBetween(1, LONGEST);
        }
    }
}
