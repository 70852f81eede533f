package io.holdfast.ratelimiter;

import io.holdfast.call.RejectedException;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server says about its limits: status 429, {@code Retry-After}, {@code RateLimit-Policy} and {@code RateLimit}.
 *
 * <p>After RFC 6585 section 4, RFC 9110 section 10.2.3, and the text of May 2026 of draft-ietf-httpapi-ratelimit-headers, where {@code t} is the
 * effective window: within {@code t} seconds no more than {@code r} may be used. All times are whole seconds, rounded up, at least 1;
 * dates are never written, because the clocks of two machines differ.
 */
public final class RateLimitHeaders {
    /** Too many requests; such an answer must not be stored by a cache. */
    public static final int TOO_MANY_REQUESTS = 429;

    /** What weighs more than any wait would admit: the request itself has to change. */
    public static final int CONTENT_TOO_LARGE = 413;

    private static final long NANOS = 1_000_000_000;

    private RateLimitHeaders() {}

    /**
     * The status of a refused request.
     *
     * @param refused why it was refused
     * @return 429; 413 when no wait would help
     */
    public static int status(RejectedException refused) {
        return refused.kind() == RejectionKind.NEVER_FITS ? CONTENT_TOO_LARGE : TOO_MANY_REQUESTS;
    }

    /**
     * The headers of a refused request.
     *
     * @param name the name of the policy, as the client is to see it: printable ASCII
     * @param refused why it was refused
     * @return {@code Cache-Control}; and unless no wait would help, {@code Retry-After} and {@code RateLimit} with nothing left
     */
    public static Map<String, String> refused(String name, RejectedException refused) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-store");
        if (refused.kind() != RejectionKind.NEVER_FITS) {
            long seconds = seconds(refused.retryAfter().orElse(Duration.ZERO));
            headers.put("Retry-After", Long.toString(seconds));
            headers.put("RateLimit", limit(name, 0, Duration.ofSeconds(seconds)));
        }
        return headers;
    }

    /**
     * The value of {@code Retry-After}.
     *
     * @param wait how long
     * @return whole seconds, rounded up, at least 1
     */
    public static long seconds(Duration wait) {
        long nanos = Require.durationOrZero("wait", wait);
        return Math.max(-Math.floorDiv(-nanos, NANOS), 1);
    }

    /**
     * The value of {@code RateLimit-Policy} for a limit.
     *
     * @param name its name for clients: printable ASCII
     * @param settings its settings; the quota is what fits into a period after idling
     * @return for example {@code "user";q=60;w=60}
     */
    public static String policy(String name, RateLimiterSettings settings) {
        return quoted(name) + ";q=" + settings.permits() + ";w=" + seconds(settings.period());
    }

    /**
     * The value of {@code RateLimit} for a limit.
     *
     * @param name its name for clients: printable ASCII
     * @param remaining how many permits are left, not negative
     * @param window within which time no more may be used; for a bucket, until the next permit comes
     * @return for example {@code "user";r=5;t=1}
     */
    public static String limit(String name, long remaining, Duration window) {
        Require.range("remaining", remaining, 0, Long.MAX_VALUE);
        return quoted(name) + ";r=" + remaining + ";t=" + seconds(window);
    }

    /** A String of structured fields. */
    private static String quoted(String name) {
        Require.name("name", name);
        if (name.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw Require.refused("name", name, "printable ASCII");
        }
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
