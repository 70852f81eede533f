package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.Effect;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls while somebody watches: how they end, and how long they take. Off the path of calls that nobody watches. */
final class Counting {
    private Counting() {}

    /** Runs a synchronous call and counts its end. */
    static <X extends Exception> @Nullable Object run(
            Env env,
            Stage first,
            long now,
            long deadline,
            @Nullable Object subject,
            Object work,
            @Nullable CallState call)
            throws X {
        LongConsumer timer = env.counts().timer();
        long began = timer == null || now != 0 ? now : env.nanosOr(now);
        Object returned;
        try {
            returned = first.<X>run(now, deadline, subject, work, call);
        } catch (Throwable thrown) {
            env.counts().ended(thrown);
            took(env, timer, began);
            throw thrown;
        }
        count(env, returned);
        took(env, timer, began);
        return returned;
    }

    /** Times an asynchronous call. */
    static <T extends @Nullable Object> CompletableFuture<T> timed(
            Env env, long now, Supplier<CompletableFuture<T>> start) {
        LongConsumer timer = env.counts().timer();
        long began = now != 0 ? now : env.nanosOr(now);
        CompletableFuture<T> future = start.get();
        if (future.isDone()) {
            took(env, timer, began);
        } else {
            future.whenComplete((value, thrown) -> took(env, timer, began));
        }
        return future;
    }

    private static void took(Env env, @Nullable LongConsumer timer, long began) {
        if (timer != null) {
            try {
                timer.accept(Math.max(env.time().nanos() - began, 0));
            } catch (Throwable broken) {
                env.faults().report("The timer of calls", broken);
            }
        }
    }

    static void served(Env env) {
        if (env.counts().watched()) {
            env.counts().ended(CallCounts.SERVED);
        }
    }

    static void cancelled(Env env) {
        if (env.counts().watched()) {
            env.counts().ended(CallCounts.CANCELLED);
        }
    }

    static void threw(Env env, Throwable thrown) {
        if (env.counts().watched()) {
            env.counts().ended(thrown);
        }
    }

    /** Counts a call that returned, and passes on what. */
    static @Nullable Object ended(Env env, @Nullable Object returned) {
        if (env.counts().watched()) {
            count(env, returned);
        }
        return returned;
    }

    private static void count(Env env, @Nullable Object returned) {
        CallCounts counts = env.counts();
        if (returned instanceof Refusal<?> refusal) {
            counts.ended(refusal.kind());
        } else if (returned instanceof Escaped escaped
                && escaped.thrown() != null
                && !escaped.trace().isEmpty()) {
            counts.ended(escaped.thrown());
        } else if (returned instanceof Escaped escaped) {
            counts.ended(
                    escaped.thrown() != null
                            ? CallCounts.BROKEN
                            : escaped.value() instanceof CompletableFuture
                                    ? CallCounts.FAILED
                                    : escaped.repeated() ? CallCounts.RETRIED : CallCounts.SERVED);
        } else {
            boolean failed = env.judgesResults() && env.judge(returned, null).effect() == Effect.FAILURE;
            counts.ended(failed ? CallCounts.FAILED : CallCounts.SERVED);
        }
    }
}
