package io.holdfast.cachefallback;

import io.holdfast.spi.Require;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The key of an answer: a canonical hash (SHA-256) of everything the answer depends on, the tenant first. Equal inputs have
 * equal keys in any process; different ones do not, and two tenants never share.
 *
 * <p>Canonical means that what is equal is hashed alike: maps and sets in any order, {@code 1} of any integral type, {@code
 * 1.50} and {@code 1.5} as decimals. Each part carries its type, its name and its length, so that no two ways of cutting a
 * text into parts collide. Accepted are text, numbers, booleans, characters, enums, bytes, times and identifiers of the
 * platform, {@code null}, {@code Optional}, and lists, sets, maps and arrays of objects of these; anything else is refused, because its
 * {@code toString} may or may not say everything.
 *
 * <p><b>Thread-safety.</b> Immutable.
 */
public final class CacheKey {
    private final byte[] hash;

    CacheKey(byte[] hash) {
        this.hash = hash;
    }

    /**
     * Begins a key of one tenant.
     *
     * @param tenant whose answers they are
     * @return a builder
     * @throws IllegalArgumentException when blank: for answers that all tenants may see, say so with {@link
     *     #sharedByAllTenants}
     */
    public static CacheKeyBuilder tenant(String tenant) {
        if (tenant == null || tenant.isBlank()) {
            throw Require.refused("tenant", tenant, "not blank; or sharedByAllTenants()");
        }
        return new CacheKeyBuilder(tenant);
    }

    /**
     * Begins a key of answers that do not depend on who asks.
     *
     * @return a builder
     */
    public static CacheKeyBuilder sharedByAllTenants() {
        return new CacheKeyBuilder(null);
    }

    /**
     * The hash.
     *
     * @return 64 hexadecimal digits
     */
    public String hex() {
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey key && Arrays.equals(hash, key.hash);
    }

    @Override
    public int hashCode() {
        return (hash[0] & 0xFF) << 24 | (hash[1] & 0xFF) << 16 | (hash[2] & 0xFF) << 8 | (hash[3] & 0xFF);
    }

    @Override
    public String toString() {
        return hex();
    }
}
