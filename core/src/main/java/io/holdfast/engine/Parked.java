package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.time.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * A synchronous call whose work runs on an executor: the asynchronous driver does everything, the caller's thread is parked.
 * The caller leaves on time, whatever the work makes of its interrupt.
 *
 * @param route the chain
 */
record Parked(Route route) implements Stage {
    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        Env env = route.env();
        AsyncCall<@Nullable Object> async = new AsyncCall<>(route, work, subject, deadline, route.newNumbers());
        CarriedContext carried = CarriedContext.capture(env);
        if (call != null || carried != null) {
            async.extras().call = call;
            async.extras().context = carried;
        }
        async.begin(now);
        TimeSource time = env.time();
        Thread me = Thread.currentThread();
        async.whenComplete((value, thrown) -> time.unpark(me));
        while (!async.isDone()) {
            if (me.isInterrupted() && async.cancel(true)) { // else it has just ended, and its result must not get lost
                throw new CallInterruptedException(
                        "pipeline '" + env.name() + "': interrupted while the work ran elsewhere",
                        async.failureBefore());
            }
            time.park(async, Long.MAX_VALUE / 2);
        }
        return async.<X>outcome();
    }
}
