package io.holdfast.engine;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.time.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller is parked until it is over. After a wait the caller itself may go on with it, so that it leaves on time
 * however busy all other threads are.
 */
final class ParkedCall extends AsyncCall<@Nullable Object> {
    private static final long UNTIL_WOKEN = Long.MAX_VALUE / 2;

    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Exception lastFailure; // the caller may leave while another thread has the turn

    ParkedCall(Route route, Object work, @Nullable Object subject, long deadline) {
        super(route, work, subject, deadline, route.newNumbers());
    }

    /** Whoever comes first: the caller, or the executor if the caller's thread is busy with the work itself. */
    @Override
    void wake(int suspension) {
        env().time().unpark(caller);
        Continuation.offer(this, suspension);
    }

    /** The synchronous call around it is counted. */
    @Override
    void count(@Nullable Object returned, @Nullable Throwable failure) {}

    @Override
    void failed(@Nullable Exception last) {
        lastFailure = last;
    }

    /** Waits for the end. */
    <X extends Exception> @Nullable Object await() throws X {
        TimeSource time = env().time();
        whenComplete((value, thrown) -> time.unpark(caller));
        while (!isDone()) {
            if (caller.isInterrupted() && cancel(true)) { // else it has just ended, and its result must not get lost
                throw new CallInterruptedException(
                        "pipeline '" + env().name() + "': interrupted while the work ran elsewhere", lastFailure);
            }
            time.park(this, UNTIL_WOKEN);
            resumeNow();
        }
        return this.<X>outcome();
    }
}
