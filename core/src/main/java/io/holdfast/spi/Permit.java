package io.holdfast.spi;

import io.holdfast.call.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An admission by hand. Settles once: whichever of {@link #succeeded}, {@link #failed}, {@link #unused} and {@link #close}
 * comes first counts, later ones do nothing.
 *
 * <p><b>Thread-safety.</b> May be settled by any thread, also by several at once.
 */
public final class Permit implements AutoCloseable {
    private static final VarHandle SETTLED;

    static {
        try {
            SETTLED = MethodHandles.lookup()
                    .findVarHandle(Permit.class, "settled", boolean.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Gate gate;
    private final long permit;
    private final long start;
    private final @Nullable Refusal<?> refusal;
    private volatile boolean settled;

    Permit(Gate gate, long permit, long start, @Nullable Refusal<?> refusal) {
        this.gate = gate;
        this.permit = permit;
        this.start = start;
        this.refusal = refusal;
        this.settled = permit == Gate.FREE;
    }

    /**
     * Whether the call may go ahead.
     *
     * @return false when it was refused; there is then nothing to settle
     */
    public boolean granted() {
        return refusal == null;
    }

    /**
     * Why the call may not go ahead.
     *
     * @return empty when it was granted
     */
    public Optional<Refusal<?>> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The dependency answered. */
    public void succeeded() {
        settle(Verdict.SUCCESS);
    }

    /**
     * The work threw; judged by the {@linkplain Classifier#standard() standard classifier}.
     *
     * @param thrown what it threw
     */
    public void failed(Throwable thrown) {
        settle(Classifier.standard().judge(null, Require.given("thrown", thrown)));
    }

    /** The work was not started after all; what was taken is refunded. */
    public void unused() {
        settle(Verdict.UNUSED);
    }

    /**
     * Settles with a verdict of one's own.
     *
     * @param verdict how it ended
     */
    public void settle(Verdict verdict) {
        Require.given("verdict", verdict);
        if (SETTLED.compareAndSet(this, false, true)) {
            gate.settle(permit, verdict, start, end());
        }
    }

    /** A clock that breaks may not keep the permit. */
    private long end() {
        try {
            return gate.time().nanos();
        } catch (Throwable broken) {
            gate.faults().report("The time source", broken);
            return start;
        }
    }

    /** Gives the permit back without teaching the gate anything, unless it was settled before. */
    @Override
    public void close() {
        settle(Verdict.NEUTRAL);
    }
}
