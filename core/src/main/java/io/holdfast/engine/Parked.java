package io.holdfast.engine;

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
        ParkedCall parked = new ParkedCall(route, work, subject, deadline);
        CarriedContext carried = CarriedContext.capture(route.env());
        if (call != null || carried != null) {
            parked.extras().call = call;
            parked.extras().context = carried;
        }
        parked.begin(now);
        return parked.<X>await();
    }
}
