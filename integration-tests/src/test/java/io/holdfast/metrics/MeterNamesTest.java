package io.holdfast.metrics;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.bulkhead.Compartments;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.timelimiter.TimeLimiter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Dashboards and alerts live by names: whoever changes one must change the list of them, and sees it in the review. */
class MeterNamesTest {
    private static final Path GOLDEN = Path.of("..", "docs", "observability", "meters.txt")
            .toAbsolutePath()
            .normalize();

    @Test
    void namesTypesUnitsAndTagsAreThoseOfTheList() throws Exception {
        List<String> now = lines(meters().getMeters());
        if (Boolean.getBoolean("holdfast.golden")) {
            Files.write(GOLDEN, now);
        }
        assertThat(now)
                .as("run with -Dholdfast.golden=true to write the list anew")
                .isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void everyMeterOfANameHasTheSameTags() {
        assertThat(meters().getMeters().stream()
                        .collect(Collectors.groupingBy(
                                meter -> meter.getId().getName(),
                                Collectors.mapping(MeterNamesTest::keys, Collectors.toSet()))))
                .allSatisfy((name, keys) -> assertThat(keys).as(name).hasSize(1));
    }

    private static MeterRegistry meters() {
        Registry registry = Registry.create();
        for (String name : List.of("one", "two")) {
            Pipeline pipeline = Pipeline.named(name)
                    .in(registry)
                    .with(Retry.exponential(ofSeconds(1)))
                    .with(CircuitBreaker.failures(5).within(ofSeconds(10)))
                    .with(RateLimiter.permits(100).per(ofSeconds(1)))
                    .with(Bulkhead.of(10))
                    .with(TimeLimiter.perAttempt(ofSeconds(1)))
                    .build();
            pipeline.operation("read", String.class, String.class).idempotent().build();
        }
        Pipeline keyed = Pipeline.named("keyed")
                .in(registry)
                .with(KeyedRateLimiter.perKey(RateLimiter.permits(1).per(ofSeconds(1_000))))
                .with(Compartments.of("people", 5))
                .build();
        var remembered = keyed.operation("remembered", String.class, String.class)
                .remember(CacheFallback.of(String.class, String.class, key -> key))
                .fallback("sorry")
                .build();
        MeterRegistry meters = new SimpleMeterRegistry();
        HoldfastMetrics.bindTo(
                meters, registry, MetricsOptions.standard().timers().mostRefusedKeys(3));
        remembered.call("people", subject -> "found");
        remembered.call("people", subject -> "one too many"); // stale
        meters.get("holdfast.limiter.keys").gauge().value(); // a scrape
        assertThat(meters.get("holdfast.key.rejections")
                        .tag("key", "people")
                        .gauge()
                        .value())
                .isEqualTo(1);
        return meters;
    }

    private static Set<String> keys(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> lines(Collection<Meter> meters) {
        TreeMap<String, Set<String>> lines = new TreeMap<>();
        for (Meter meter : meters) {
            Meter.Id id = meter.getId();
            if (id.getName().endsWith(".histogram")) {
                continue; // how this meter registry keeps buckets
            }
            lines.computeIfAbsent(
                            id.getName() + " | " + id.getType().name().toLowerCase(Locale.ROOT) + " | "
                                    + id.getBaseUnit() + " | " + keys(meter) + " | " + id.getDescription(),
                            line -> new LinkedHashSet<>())
                    .add("");
        }
        return List.copyOf(lines.keySet());
    }
}
