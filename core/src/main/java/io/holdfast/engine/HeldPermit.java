package io.holdfast.engine;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Verdict;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A permit of a call that is over while work that it admitted still runs. Settled when the last of that work ends.
 *
 * <p>Counts the work, and one more for the call while it hands the permit over: whoever counts down to zero settles.
 */
final class HeldPermit implements Runnable {
    private final Gate gate;
    private final long permit;
    private final Verdict verdict;
    private final long start;
    private final long end;
    private final Env env;
    private boolean kept;
    private final AtomicInteger holders = new AtomicInteger(1);

    HeldPermit(Gate gate, long permit, Verdict verdict, long start, long end, Env env) {
        this.gate = gate;
        this.permit = permit;
        this.verdict = verdict;
        this.start = start;
        this.end = end;
        this.env = env;
    }

    /** Hands the permit to the work that runs; settles it at once when none does. */
    void handTo(List<Attempt> abandoned) {
        for (Attempt attempt : abandoned) {
            holders.incrementAndGet();
            kept = true; // before it is handed over
            if (!attempt.keep(this)) {
                holders.decrementAndGet(); // never the last: the call still holds it
            }
        }
        run();
    }

    /** The work, or the call, lets go of it. */
    @Override
    public void run() {
        if (holders.decrementAndGet() == 0) {
            GateWalk.settle(gate, permit, verdict, start, kept ? env.nanosOr(end) : end, env);
        }
    }
}
