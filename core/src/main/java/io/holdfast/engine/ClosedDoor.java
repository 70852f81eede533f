package io.holdfast.engine;

import io.holdfast.call.RejectionKind;
import io.holdfast.event.Event;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import org.jspecify.annotations.Nullable;

/** Refuses every call of a pipeline that an operator has forced open; tells the pipeline's listeners. */
final class ClosedDoor extends Gate {
    @SuppressWarnings("this-escape") // the listener keeps nothing of it
    ClosedDoor(Env env) {
        super(env.name(), env.time());
        on(Event.class, event -> env.background().events().publish(event));
    }

    @Override
    public Role role() {
        return Role.BREAKER;
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        return refuse(RejectionKind.FORCED_OPEN, 0);
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {}
}
