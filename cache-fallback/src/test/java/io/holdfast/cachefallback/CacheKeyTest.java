package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Equal inputs have equal keys, different ones have not. */
class CacheKeyTest {
    private static CacheKey key(Object value) {
        return CacheKey.tenant("acme").with("v", value).build();
    }

    @Test
    void twoTenantsNeverShare() {
        CacheKey ours = CacheKey.tenant("acme").with("prompt", "hello").build();
        assertThat(CacheKey.tenant("acme").with("prompt", "hello").build())
                .isEqualTo(ours)
                .hasSameHashCodeAs(ours);
        assertThat(CacheKey.tenant("evil").with("prompt", "hello").build()).isNotEqualTo(ours);
        assertThat(CacheKey.sharedByAllTenants().with("prompt", "hello").build())
                .isNotEqualTo(ours);
        assertThat(CacheKey.sharedByAllTenants()
                        .with("tenant", "acme")
                        .with("prompt", "hello")
                        .build())
                .isNotEqualTo(ours);
    }

    @Test
    void whatIsEqualIsHashedAlike() {
        Map<String, Object> oneOrder = new LinkedHashMap<>();
        oneOrder.put("temperature", new BigDecimal("1.50"));
        oneOrder.put("stop", List.of("a", "b"));
        Map<String, Object> another = new TreeMap<>();
        another.put("temperature", new BigDecimal("1.5"));
        another.put("stop", new Object[] {"a", "b"});
        assertThat(key(oneOrder)).isEqualTo(key(another));
        assertThat(key(1)).isEqualTo(key(1L)).isEqualTo(key(BigInteger.ONE)).isEqualTo(key((short) 1));
        assertThat(key(new LinkedHashSet<>(List.of("x", "y")))).isEqualTo(key(Set.of("y", "x")));
        assertThat(key(Optional.of("x"))).isEqualTo(key("x"));
        assertThat(key(0.0)).isEqualTo(key(-0.0));
        assertThat(key(BigDecimal.ZERO)).isEqualTo(key(new BigDecimal("0E+7")));
        assertThat(CacheKey.tenant("t").with("a", 1).with("b", 2).build())
                .isEqualTo(CacheKey.tenant("t").with("b", 2).with("a", 1).build());
    }

    @Test
    void whatIsDifferentIsNot() {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("a", null);
        List<Object> all = Arrays.asList(
                null,
                "",
                "1",
                1,
                1.0,
                new BigDecimal("1"),
                true,
                "true",
                List.of(),
                List.of("ab"),
                List.of("a", "b"),
                List.of("b", "a"),
                List.of("a", List.of("b")),
                Set.of(),
                Set.of("a", "b"),
                Map.of(),
                Map.of("a", "b"),
                Map.of("b", "a"),
                withNull,
                new byte[] {1},
                new byte[] {0x31},
                TimeUnit.DAYS,
                "DAYS",
                Duration.ofSeconds(1),
                "PT1S",
                LocalDate.EPOCH,
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                Locale.ROOT,
                Locale.GERMANY,
                Locale.forLanguageTag("und-Latn"),
                Locale.forLanguageTag("und-Cyrl"),
                "\ud800",
                "\ud801",
                "?");
        Map<CacheKey, Object> seen = new HashMap<>();
        for (Object each : all) {
            assertThat(seen.put(key(each), each == null ? "null" : each))
                    .as("the same as " + each)
                    .isNull();
        }
        assertThat(CacheKey.tenant("t").with("ab", "c").build())
                .isNotEqualTo(CacheKey.tenant("t").with("a", "bc").build());
        assertThat(CacheKey.tenant("t").with("a", "x").with("b", "y").build())
                .isNotEqualTo(CacheKey.tenant("t").with("a", "y").with("b", "x").build());
    }

    /** Computed once and written down: another process, or a later version, must find what this one has kept. */
    @Test
    void theHashIsTheSameEverywhere() {
        assertThat(CacheKey.tenant("acme")
                        .with("model", "m")
                        .with("n", 3)
                        .build()
                        .hex())
                .isEqualTo("50dcf1e3acc87471faa38f0d1e0804e6e6ed69cfa04ce2501a0699cc4e971767")
                .hasSize(64);
        assertThat(CacheKey.tenant("acme").with("n", 2e23).build().hex()) // written as text in more than one way
                .isEqualTo("0ae696bd49f17403d849c6b633613d6deb066d48f499dfe7da529b6229a3d803");
    }

    @Test
    void whatCannotBeHashedIsRefusedWithTheFix() {
        refused("tenant:   (expected: not blank; or sharedByAllTenants())", () -> CacheKey.tenant(" "));
        refused("tenant: null (expected: not blank", () -> CacheKey.tenant(null));
        refused("v: a java.lang.Object (expected: text, a number, a boolean", () -> key(new Object()));
        refused("v: a java.lang.StringBuilder (expected: text", () -> key(List.of(new StringBuilder("x"))));
        refused(
                "part: v (expected: each part once)",
                () -> CacheKey.tenant("t").with("v", 1).with("v", 1));
    }

    private static void refused(String message, Runnable build) {
        assertThatIllegalArgumentException().isThrownBy(build::run).withMessageStartingWith(message);
    }
}
