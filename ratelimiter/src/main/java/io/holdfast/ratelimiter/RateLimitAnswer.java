package io.holdfast.ratelimiter;

import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of the other side says about its limit, for {@link #applyTo}. It can only lower what a limiter admits.
 *
 * <p>Read are {@code Retry-After} (on 429 and 503), {@code RateLimit}, and the older {@code X-RateLimit-Remaining} with {@code
 * X-RateLimit-Reset}. Ignored are answers from a cache (with {@code Age}), dates, and whatever is malformed. {@code Retry-After} wins.
 * Longer times than {@link #LONGEST} are taken for an error and cut to it.
 *
 * @param block how long nothing is to be sent; empty when it does not say
 * @param remaining how many calls are left; empty when it does not say
 */
public record RateLimitAnswer(Optional<Duration> block, OptionalLong remaining) {
    /** The longest block that is believed. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final RateLimitAnswer NOTHING = new RateLimitAnswer(Optional.empty(), OptionalLong.empty());
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final long EPOCH = 1_000_000_000;

    /**
     * Reads an answer.
     *
     * @param status its status
     * @param header the first value of a header by its name, in any case, or null
     * @param epochSeconds the time of day, asked only for a reset that is given as one
     * @return what it says; nothing when it says nothing
     */
    public static RateLimitAnswer read(
            int status, Function<String, @Nullable String> header, LongSupplier epochSeconds) {
        Require.given("header", header);
        if (header.apply("Age") != null) {
            return NOTHING; // from a cache: it says how things stood some time ago
        }
        boolean refused = status == TOO_MANY || status == UNAVAILABLE;
        long retryAfter = refused ? number(header.apply("Retry-After")) : -1;
        long left = parameter(header.apply("RateLimit"), "r");
        long window = parameter(header.apply("RateLimit"), "t");
        if (left < 0) {
            left = number(header.apply("X-RateLimit-Remaining"));
            window = number(header.apply("X-RateLimit-Reset"));
            window = window > EPOCH ? Math.max(window - epochSeconds.getAsLong(), 0) : window;
        }
        long seconds = retryAfter >= 0 ? retryAfter : left == 0 || (refused && left >= 0) ? window : -1;
        return new RateLimitAnswer(
                seconds < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()))),
                left < 0 ? OptionalLong.empty() : OptionalLong.of(left));
    }

    /**
     * Lowers what a limiter admits to what the answer says. Never raises it.
     *
     * @param limiter the limiter of the calls to that side
     */
    public void applyTo(RateLimiter limiter) {
        remaining.ifPresent(limiter::lowerTo);
        block.ifPresent(limiter::blockFor);
    }

    /**
     * Lowers what several limits admit together to what the answer says.
     *
     * @param limiter the limiter of the calls to that side
     */
    public void applyTo(CombinedRateLimiter limiter) {
        remaining.ifPresent(limiter::lowerTo);
        block.ifPresent(limiter::blockFor);
    }

    /**
     * Blocks a strict limiter for as long as the answer says. What is left is not lowered: that limiter counts for itself.
     *
     * @param limiter the limiter of the calls to that side
     */
    public void applyTo(StrictRateLimiter limiter) {
        block.ifPresent(limiter::blockFor);
    }

    /**
     * Lowers what a key may do to what the answer says.
     *
     * @param limiter the limiter of the calls to that side
     * @param key whose calls the answer is about
     * @param <K> the type of the keys
     */
    public <K> void applyTo(KeyedRateLimiter<K> limiter, K key) {
        remaining.ifPresent(left -> limiter.lowerTo(key, left));
        block.ifPresent(time -> limiter.blockFor(key, time));
    }

    /** A non-negative whole number, or -1. */
    private static long number(@Nullable String text) {
        if (text == null || text.isBlank() || text.trim().length() > 18) {
            return -1;
        }
        String digits = text.trim();
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : -1;
    }

    /** The smallest value of a parameter over the members of a list of structured fields, or -1. */
    private static long parameter(@Nullable String list, String name) {
        long least = -1;
        for (String member : list == null ? List.<String>of() : members(list)) {
            for (String part : member.split(";", -1)) {
                String[] pair = part.trim().split("=", -1);
                long value = pair.length == 2 && pair[0].equals(name) ? number(pair[1]) : -1;
                least = value >= 0 && (least < 0 || value < least) ? value : least;
            }
        }
        return least;
    }

    /** Members of a list, without their names: what stands in quotes may hold commas and semicolons. */
    private static List<String> members(String list) {
        List<String> members = new java.util.ArrayList<>();
        StringBuilder member = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == ',') {
                members.add(member.toString());
                member.setLength(0);
            } else if (!quoted) {
                member.append(c);
            }
        }
        members.add(member.toString());
        return quoted ? List.of() : members;
    }
}
