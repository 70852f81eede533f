package io.holdfast;

import io.holdfast.call.Outcome;
import io.holdfast.engine.Env;
import io.holdfast.event.Events;
import io.holdfast.spi.Degraded;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the listeners of a pipeline that a caller got something else than the dependency's own answer. */
final class Announcement {
    private Announcement() {}

    static void of(Env env, String operation, Outcome<?> ended, @Nullable Throwable cause) {
        if (ended instanceof Outcome.Marked<?> marked && marked.reasonCode().degraded()) {
            Events events = env.background().events();
            if (events.wanted(Degraded.class)) {
                events.publish(new Degraded(operation, marked.reasonCode(), marked.age(), Optional.ofNullable(cause)));
            }
        }
    }
}
