package io.holdfast.metrics;

import io.holdfast.event.Subscription;
import java.util.List;

/** Listeners on one pipeline or policy. */
record Listening(List<Subscription> subscriptions) implements RegistryFollower.Attached {
    Listening(Subscription... subscriptions) {
        this(List.of(subscriptions));
    }

    @Override
    public void detach() {
        subscriptions.forEach(Subscription::close);
    }
}
