package io.holdfast.cachefallback;

import io.holdfast.spi.Require;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects what an answer depends on; see {@link CacheKey}. Not thread-safe. */
public final class CacheKeyBuilder {
    private final @Nullable String tenant;
    private final Map<String, byte[]> parts = new TreeMap<>();

    CacheKeyBuilder(@Nullable String tenant) {
        this.tenant = tenant;
    }

    /**
     * Adds something the answer depends on. The order in which parts are added does not matter.
     *
     * @param part its name
     * @param value its value, possibly null
     * @return this
     * @throws IllegalArgumentException when a part is named twice, or the value is of a type that is not accepted
     */
    public CacheKeyBuilder with(String part, @Nullable Object value) {
        if (parts.containsKey(Require.name("part", part))) {
            throw Require.refused("part", part, "each part once");
        }
        parts.put(part, CanonicalBytes.of(part, value));
        return this;
    }

    /**
     * Builds the key.
     *
     * @return the key
     */
    public CacheKey build() {
        MessageDigest digest = sha256();
        digest.update(CanonicalBytes.of("tenant", tenant));
        parts.forEach((part, bytes) -> {
            digest.update(CanonicalBytes.of("part", part));
            digest.update(bytes);
        });
        return new CacheKey(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
