package io.holdfast.testkit;

import io.holdfast.time.Deadline;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A future that nobody completes, and that takes a cancellation to heart only after its deafness. */
final class DeafFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final VirtualTime time;
    private final long hearsAt;

    DeafFuture(VirtualTime time, long deafNanos) {
        this.time = time;
        this.hearsAt = Deadline.after(time.nanos(), deafNanos);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        long deaf = Deadline.remaining(hearsAt, time.nanos());
        if (deaf <= 0) {
            return super.cancel(mayInterrupt);
        }
        time.schedule(deaf, () -> super.cancel(mayInterrupt));
        return false;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>(); // what depends on it hears well
    }
}
