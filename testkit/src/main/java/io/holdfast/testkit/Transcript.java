package io.holdfast.testkit;

import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.event.Event;
import io.holdfast.spi.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened in a scenario, one line each: attempts, events, how calls ended. In an order that threads cannot change. */
final class Transcript {
    private final List<String> lines = new ArrayList<>(); // written by one thread at a time, see Handover

    void add(String line) {
        lines.add(line);
    }

    void event(Event event) {
        String what =
                event instanceof Rejected rejected ? " " + rejected.refusal().kind() : "";
        add(event.policy() + ": " + event.kind() + what);
    }

    /** How a call ended, and how long it took. */
    void end(@Nullable Object value, @Nullable Throwable thrown, boolean flag, long nanos) {
        String end = thrown == null ? "= " + value : "! " + words(thrown);
        add(end + " at " + millis(nanos) + (flag ? ", interrupted" : ""));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6).replace(".000", "");
    }

    /** Leaves out the cause of a time-out (the interrupt, where there was one) and its attempt, known to some forms only. */
    private static String words(Throwable thrown) {
        StringBuilder words = new StringBuilder(thrown.getClass().getSimpleName());
        if (thrown instanceof RejectedException refused) {
            words.append(' ').append(refused.kind()).append(" by ").append(refused.policy());
            refused.retryAfter()
                    .map(Duration::toNanos)
                    .ifPresent(wait -> words.append(", again in ").append(millis(wait)));
        } else if (thrown instanceof TimedOutException cut) {
            words.append(" by ")
                    .append(cut.limitedBy())
                    .append(", limit ")
                    .append(millis(cut.limit().toNanos()))
                    .append(", took ")
                    .append(millis(cut.elapsed().toNanos()));
        } else {
            words.append(": ").append(thrown.getMessage());
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            words.append(" [").append(words(suppressed)).append(']');
        }
        return words.toString();
    }
}
