package io.holdfast.timelimiter;

import io.holdfast.call.Call;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A header that tells the next service how many milliseconds remain, so that nobody works for a caller who has left.
 *
 * <p>What travels is the time that remains, not an instant: clocks of two machines differ. The time on the wire is lost from
 * it, so {@linkplain #reserve reserve} what it takes.
 *
 * <p><b>Format.</b> A whole number of milliseconds, 1 to 13 digits {@code 0} to {@code 9} and nothing else, at most 100 years;
 * {@code 0} means that the time is up. Rounded down.
 *
 * <p><b>Thread-safety.</b> Immutable.
 *
 * @param header the name of the header, for messages
 * @param reserve what is taken off an outgoing time, for the way there and back; 0 by default
 * @param most more than this is not granted to whoever calls, whatever they ask for; 100 years by default
 */
public record RemainingTime(String header, Duration reserve, Duration most) {
    private static final int MOST_DIGITS = 13;

    /** A call that has come from outside. */
    private record Incoming(String pipeline, long deadline, TimeSource time) implements Call {
        @Override
        public String operation() {
            return pipeline;
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public long remainingNanos() {
            return Deadline.remaining(deadline, deadline == Deadline.NONE ? 0 : time.nanos());
        }

        @Override
        public Optional<String> idempotencyKey() {
            return Optional.empty();
        }
    }

    /**
     * Checks the parts.
     *
     * @param header as above
     * @param reserve as above
     * @param most as above
     */
    public RemainingTime {
        Require.name("header", header);
        Require.durationOrZero("reserve", reserve);
        Require.duration("most", most);
    }

    /**
     * A header.
     *
     * @param name what it is called, for example {@code X-Remaining-Millis}
     * @return without a reserve
     */
    public static RemainingTime header(String name) {
        return new RemainingTime(name, Duration.ZERO, Require.LONGEST);
    }

    /**
     * Takes some time off what goes out.
     *
     * @param way how long the way there and back takes
     * @return a new header
     */
    public RemainingTime reserve(Duration way) {
        return new RemainingTime(header, way, most);
    }

    /**
     * Grants nobody more than this.
     *
     * @param longest the longest time
     * @return a new header
     */
    public RemainingTime most(Duration longest) {
        return new RemainingTime(header, reserve, longest);
    }

    /**
     * The value for an outgoing request.
     *
     * @param call the call that makes the request
     * @return empty when the call has no limit, so that no header is sent; {@code "0"} when the time is up
     */
    public Optional<String> write(Call call) {
        return call.remaining().map(remaining -> {
            long millis = remaining.minus(reserve).toMillis();
            return Long.toString(Math.max(millis, 0));
        });
    }

    /**
     * The time that a request which has just come in may take.
     *
     * @param value the value of the header; null when there is none
     * @return the time, not more than {@code most}; empty when there is no header
     * @throws IllegalArgumentException when the value is not one: answer such a request as a bad one, because to whom nonsense
     *     means "no limit", a typing error is an outage
     */
    public Optional<Duration> read(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        boolean digits = !value.isEmpty() && value.length() <= MOST_DIGITS;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9'; // no other script, no sign
        }
        Duration asked = digits ? Duration.ofMillis(Long.parseLong(value)) : null;
        if (asked == null || asked.compareTo(Require.LONGEST) > 0) {
            throw Require.refused(header, shortened(value), "milliseconds, >= 0 and <= " + Require.LONGEST.toMillis());
        }
        return Optional.of(asked.compareTo(most) < 0 ? asked : most);
    }

    /** It comes from outside and goes to logs. */
    private static String shortened(String value) {
        String start = value.length() <= 2 * MOST_DIGITS ? value : value.substring(0, 2 * MOST_DIGITS) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * An incoming request as an outer call, for {@code callWithin}: what is called on its behalf ends when its time is up.
     *
     * @param value the value of the header; null when there is none
     * @param time the time source of the pipelines that are called
     * @return a call whose time runs from now on; without a limit when there is no header
     * @throws IllegalArgumentException as of {@link #read}
     */
    public Call incoming(@Nullable String value, TimeSource time) {
        Require.given("time", time);
        long deadline = read(value)
                .map(remaining -> Deadline.after(time.nanos(), remaining.toNanos()))
                .orElse(Deadline.NONE);
        return new Incoming(header, deadline, time);
    }
}
