package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.call.RejectedException;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {
    private static final long TODAY = 1_800_000_000;

    private final VirtualTime time = VirtualTime.automatic();
    private final RateLimiter limiter = RateLimiter.permits(60)
            .per(Duration.ofMinutes(1))
            .create(new PolicySite("user", time, Randomness.seeded(1)));

    @Test
    void refusalsSayWhenToComeBack() {
        limiter.take(60);
        RejectedException refused =
                (RejectedException) limiter.take(1).refusal().orElseThrow().toException(false);
        assertThat(RateLimitHeaders.status(refused)).isEqualTo(429);
        assertThat(RateLimitHeaders.refused("user", refused))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("Cache-Control", "no-store", "Retry-After", "1", "RateLimit", "\"user\";r=0;t=1"));
    }

    @Test
    void whatNeverFitsIsNotToComeBack() {
        RatePermit answer = limiter.take(61);
        RejectedException refused =
                (RejectedException) answer.refusal().orElseThrow().toException(false);
        assertThat(RateLimitHeaders.status(refused)).isEqualTo(413);
        assertThat(RateLimitHeaders.refused("user", refused)).containsOnlyKeys("Cache-Control");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "999999999, 1", "1000000000, 1", "1000000001, 2", "59000000001, 60"})
    void secondsAreRoundedUpAndAtLeastOne(long nanos, long seconds) {
        assertThat(RateLimitHeaders.seconds(Duration.ofNanos(nanos))).isEqualTo(seconds);
    }

    @Test
    void policiesAndLimitsAreStructuredFields() {
        assertThat(RateLimitHeaders.policy("user", limiter.settings())).isEqualTo("\"user\";q=60;w=60");
        assertThat(RateLimitHeaders.limit("a\"b\\c", 5, Duration.ofMillis(1))).isEqualTo("\"a\\\"b\\\\c\";r=5;t=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimitHeaders.limit("ü", 5, Duration.ZERO))
                .withMessageStartingWith("name: ü (expected: printable ASCII");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "429 | Retry-After: 7 | 7 | -",
                "503 | Retry-After: 7 | 7 | -",
                "200 | Retry-After: 7 | - | -",
                "429 | retry-after: 999999999 | 3600 | -",
                "429 | Retry-After: -1 | - | -",
                "429 | Retry-After: 1.5 | - | -",
                "429 | Retry-After: Fri, 31 Dec 1999 23:59:59 GMT | - | -",
                "429 | Retry-After: 7; Age: 3 | - | -",
                "200 | RateLimit: \"a\";r=5;t=9 | - | 5",
                "200 | RateLimit: \"a\";r=0;t=9 | 9 | 0",
                "200 | RateLimit: \"a;r=1,b\";r=5;t=9, \"b\";r=3;t=20 | - | 3",
                "200 | RateLimit: \"open;r=1 | - | -",
                "200 | RateLimit: \"a\";r=x | - | -",
                "429 | RateLimit: \"a\";r=0;t=9 ~ Retry-After: 12 | 12 | 0",
                "200 | X-RateLimit-Remaining: 0 ~ X-RateLimit-Reset: 30 | 30 | 0",
                "200 | X-RateLimit-Remaining: 0 ~ X-RateLimit-Reset: 1800000040 | 40 | 0",
                "200 | X-RateLimit-Remaining: 8 ~ X-RateLimit-Reset: 30 | - | 8",
                "200 | Server: x | - | -",
            })
    void answersAreRead(int status, String headers, Long block, Long remaining) {
        Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : headers.split(" ~ |; (?=Age)")) {
            given.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).trim());
        }
        RateLimitAnswer answer = RateLimitAnswer.read(status, given::get, () -> TODAY);
        assertThat(answer.block().map(Duration::toSeconds).orElse(null)).isEqualTo(block);
        assertThat(answer.remaining().isPresent() ? answer.remaining().getAsLong() : null)
                .isEqualTo(remaining);
    }

    @Test
    void answersOnlyLower() {
        RateLimitAnswer.read(200, Map.of("RateLimit", "\"a\";r=3;t=1")::get, () -> TODAY)
                .applyTo(limiter);
        assertThat(limiter.available()).isEqualTo(3);
        RateLimitAnswer.read(200, Map.of("RateLimit", "\"a\";r=50;t=1")::get, () -> TODAY)
                .applyTo(limiter);
        assertThat(limiter.available()).isEqualTo(3);
        RateLimitAnswer.read(429, Map.of("Retry-After", "90")::get, () -> TODAY).applyTo(limiter);
        assertThat(limiter.peek(1)).contains(Duration.ofSeconds(90));
        RateLimitAnswer.read(429, Map.of("Retry-After", "5")::get, () -> TODAY).applyTo(limiter);
        assertThat(limiter.peek(1)).as("never shortened").contains(Duration.ofSeconds(90));
        time.advance(Duration.ofSeconds(90));
        assertThat(limiter.take(1).granted()).as("exactly then").isTrue();
        assertThat(limiter.take(1).granted()).as("and then at the usual pace").isFalse();
    }

    @Test
    void anAnswerLowersEveryKindOfLimiter() {
        RateLimitAnswer answer = RateLimitAnswer.read(
                429,
                name -> name.equals("Retry-After") ? "7" : name.equals("RateLimit") ? "\"a\";r=2;t=60" : null,
                () -> 0);
        Duration seven = Duration.ofSeconds(7);
        PolicySite site = new PolicySite("upstream", VirtualTime.manual(), Randomness.seeded(1));
        RateLimiterRecipe many = RateLimiter.permits(100).per(Duration.ofSeconds(1));
        CombinedRateLimiter combined = CombinedRateLimiter.allOf(many, many).create(site);
        answer.applyTo(combined);
        assertThat(combined.peek(1).orElseThrow()).isEqualTo(seven);
        StrictRateLimiter strict = RateLimiter.strict(5, Duration.ofSeconds(1)).create(site);
        answer.applyTo(strict);
        assertThat(strict.available()).isZero();
        KeyedRateLimiter<String> keyed = KeyedRateLimiter.<String>perKey(many).create(site);
        answer.applyTo(keyed, "ann");
        assertThat(keyed.peek("ann", 1).orElseThrow()).isEqualTo(seven);
        assertThat(keyed.available("bob")).isEqualTo(100);
    }
}
