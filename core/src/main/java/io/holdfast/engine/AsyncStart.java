package io.holdfast.engine;

import io.holdfast.call.LimitMode;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an asynchronous call, on its caller's thread. A call whose work is there at once ends here, like a
 * synchronous one; every other one becomes an {@link AsyncCall}.
 */
final class AsyncStart {
    static final Object NOT_THERE = new Object();

    private AsyncStart() {}

    static <T extends @Nullable Object> CompletableFuture<T> begin(
            Route route, @Nullable Object subject, Object work, @Nullable CallState context, long now, long deadline) {
        Env env = route.env();
        long[] numbers = route.newNumbers();
        CarriedContext carried = CarriedContext.capture(env);
        if (context != null || carried != null || route.edge() != null || route.mode() == LimitMode.COOPERATIVE) {
            AsyncCall<T> call = new AsyncCall<>(route, work, subject, deadline, numbers);
            if (context != null || carried != null) {
                call.extras().call = context;
                call.extras().context = carried;
            }
            return call.begin(now);
        }
        int stopped;
        boolean blocked;
        try {
            stopped = route.admit(numbers, 0, now, deadline, route.about(subject));
            blocked = stopped == route.size() && route.blockedBy(numbers, deadline) != Route.NONE;
        } catch (Throwable broken) {
            return new AsyncCall<T>(route, work, subject, deadline, numbers).beginBroken(broken);
        }
        long due = route.due(numbers, stopped, deadline);
        if (stopped < route.size()
                || blocked
                || (due != Deadline.NONE && due - now <= 0)
                || env.background().inFlight().full()) {
            return new AsyncCall<T>(route, work, subject, deadline, numbers).beginAt(stopped, now);
        }
        CompletionStage<?> stage = null;
        Throwable thrown = null;
        try {
            stage = stage(env, subject, work, null);
        } catch (Throwable failure) {
            thrown = failure;
        }
        Object there = stage == null ? NOT_THERE : valueOf(stage);
        if (there != NOT_THERE) {
            CompletableFuture<T> done = ended(route, numbers, there);
            if (done != null) {
                return done;
            }
        }
        return new AsyncCall<T>(route, work, subject, deadline, numbers).beginWith(stage, thrown, now);
    }

    /** Settles a good answer; null for any other. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the edge pairs the type of the work with the type of the result
    private static <T extends @Nullable Object> @Nullable CompletableFuture<T> ended(
            Route route, long[] numbers, @Nullable Object value) {
        Verdict verdict = route.env().judgeReturned(Escaped.wrapRefusal(value));
        if (verdict.effect() != Effect.SUCCESS) {
            return null;
        }
        for (int to = route.size(); to > 0; ) {
            int from = route.runFrom(to - 1);
            route.settle(numbers, from, to, verdict, null);
            to = from;
        }
        Counting.served(route.env());
        return CompletableFuture.completedFuture((T) value);
    }

    /** Starts the work. */
    static CompletionStage<?> stage(Env env, @Nullable Object subject, Object work, @Nullable CallState context)
            throws Exception {
        Object started = Leaf.<Exception>invoke(subject, work, context);
        if (started == null) {
            throw new NullPointerException("pipeline '" + env.name()
                    + "': the work of an asynchronous call returned null (expected: a CompletionStage)");
        }
        return (CompletionStage<?>) started;
    }

    /** What a stage of the platform has for a result by now; else NOT_THERE, and it is to be asked through a callback. */
    static @Nullable Object valueOf(CompletionStage<?> stage) {
        if (stage.getClass() == CompletableFuture.class && stage instanceof CompletableFuture<?> future) {
            try {
                return future.isDone() && !future.isCompletedExceptionally() ? future.getNow(null) : NOT_THERE;
            } catch (RuntimeException overwritten) {
                return NOT_THERE; // by an exception, in this very moment
            }
        }
        return NOT_THERE;
    }
}
