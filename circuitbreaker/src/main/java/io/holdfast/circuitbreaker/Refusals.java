package io.holdfast.circuitbreaker;

import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What an open circuit refuses with: one object for each pipeline, for as long as the circuit is open, and one while it is
 * half-open. So a refusal allocates nothing, however long it lasts and however many pipelines share the breaker.
 *
 * <p><b>Guarantees.</b> Lock-free. <b>Limits.</b> The sixteen pipelines that ask first; each refusal of a further one is new.
 */
final class Refusals {
    private static final int MOST = 16;

    private final String why;
    private final AtomicReference<Refusal<?>[]> known = new AtomicReference<>(new Refusal<?>[0]);

    /** For a circuit that was opened because of this. */
    Refusals(String why) {
        this.why = why;
    }

    /** The object for a pipeline; how long the circuit of this generation will still refuse, it asks the circuit. */
    Refusal<?> of(Refuser by, String pipeline, long code, Circuit circuit, long generation) {
        while (true) {
            Refusal<?>[] seen = known.get();
            for (Refusal<?> each : seen) {
                if (each.code() == code && each.pipeline().equals(pipeline)) {
                    return each;
                }
            }
            Refusal<?> fresh = new Refusal<>(by, pipeline, code, new Left(circuit, generation, "after " + why));
            if (seen.length == MOST) {
                return fresh;
            }
            Refusal<?>[] grown = Arrays.copyOf(seen, seen.length + 1);
            grown[seen.length] = fresh;
            if (known.compareAndSet(seen, grown)) {
                return fresh;
            }
        }
    }

    private record Left(Circuit circuit, long generation, String words) implements Refusal.Numbers {
        private static final long MILLISECOND = 1_000_000;

        /** In whole milliseconds, rounded up. */
        @Override
        public long retryAfterNanos() {
            return (circuit.left(generation) + MILLISECOND - 1) / MILLISECOND * MILLISECOND;
        }
    }
}
