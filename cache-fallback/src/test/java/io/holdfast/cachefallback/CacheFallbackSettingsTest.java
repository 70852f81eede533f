package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bad options are refused when something is built, with name, value and range. */
class CacheFallbackSettingsTest {
    private static CacheFallbackRecipe<String, String> recipe() {
        return CacheFallback.of(String.class, String.class, key -> key);
    }

    @Test
    void badOptionsAreRefusedWithNameValueAndRange() {
        refused("keyOf: null (expected: not null)", () -> CacheFallback.of(String.class, String.class, null));
        refused("subject: null (expected: not null)", () -> CacheFallback.of(null, String.class, key -> key));
        refused("answer: null (expected: not null)", () -> CacheFallback.of(String.class, null, key -> key));
        refused("answer: int (expected: a class of objects", () -> CacheFallback.of(String.class, int.class, k -> k));
        refused("maxStale: null (expected: > PT0S", () -> recipe().maxStale(null));
        refused("maxStale: PT0S (expected: > PT0S", () -> recipe().maxStale(Duration.ZERO));
        refused("maxStale: PT-1S (expected: > PT0S", () -> recipe().maxStale(Duration.ofSeconds(-1)));
        refused("freshFor: PT-1S (expected: >= PT0S", () -> recipe().freshFor(Duration.ofSeconds(-1)));
        refused("freshFor: PT11M (expected: at most the maxStale", () -> recipe().freshFor(Duration.ofMinutes(11)));
        refused("maximum: 0 (expected: >= 1 and <= 100000000)", () -> recipe().entries(0));
        refused("maximum: -1 (expected: >= 1 and", () -> recipe().weight(-1, String::length));
        refused("weightOf: null (expected: not null)", () -> recipe().weight(1, null));
        refused("mask: null (expected: not null)", () -> recipe().mask(null));
        refused("store: null (expected: not null)", () -> recipe().store(null, Duration.ofSeconds(1)));
        refused(
                "storeLimit: PT0S (expected: > PT0S",
                () -> CacheFallbackSettings.DEFAULTS.withStoreLimit(Duration.ZERO));
        refused("time: null (expected: not null)", () -> recipe().build("cache", null));
    }

    @Test
    void settingsAreTextAndBack() {
        CacheFallbackSettings settings =
                new CacheFallbackSettings(Duration.ofHours(1), Duration.ofMillis(1500), 7, Duration.ofMillis(20));
        assertThat(settings.options())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("maxStale", "3600s", "freshFor", "1500ms", "maximum", "7", "storeLimit", "20ms"));
        assertThat(CacheFallbackSettings.DEFAULTS.with(settings.options())).isEqualTo(settings);
        refused("maxStal: 1s (expected: did you mean 'maxStale'?", () -> settings.with(Map.of("maxStal", "1s")));
    }

    @Test
    void aCacheOnAnotherTimeSourceIsRefused() {
        Pipeline pipeline = Pipeline.named("p").in(Registry.create()).build();
        refused(
                "operation 'o': memory 'cache' runs on another time source",
                () -> pipeline.operation("o", String.class, String.class)
                        .remember(recipe().build("cache", VirtualTime.automatic())));
    }

    private static void refused(String message, Runnable build) {
        assertThatIllegalArgumentException().isThrownBy(build::run).withMessageStartingWith(message);
    }
}
