package io.holdfast.call;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The call was refused before it started: the dependency was not asked, so this is no failure of it. Breakers take it as
 * neutral and retries leave it alone.
 *
 * <p>Carries no stack trace unless the pipeline was built with {@code rejectionTraces()}: a refusal says who refused and
 * why, and under overload a trace costs more than the call. Policies throw subclasses; the {@linkplain #kind() kind} is
 * closed. A time-out is not one of these: see {@link TimedOutException}.
 */
public class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Refusal<?> refusal;
    private final RejectionKind kind;

    /**
     * An exception for a refusal.
     *
     * @param refusal what happened
     * @param withTrace whether to record the stack trace
     */
    public RejectedException(Refusal<?> refusal, boolean withTrace) {
        super(null, null, false, withTrace);
        this.refusal = refusal;
        this.kind = refusal.kind();
    }

    /**
     * Why.
     *
     * @return the kind
     */
    public final RejectionKind kind() {
        return kind;
    }

    /**
     * Through which pipeline the call went.
     *
     * @return its name, empty after deserialisation
     */
    public final String pipeline() {
        return refusal == null ? "" : refusal.pipeline();
    }

    /**
     * Who refused.
     *
     * @return the policy's name, empty after deserialisation
     */
    public final String policy() {
        return refusal == null ? "" : refusal.policy();
    }

    /**
     * When it is worth trying again, counted from the refusal; by an open breaker from now, and empty once its time is up.
     *
     * @return empty when not known
     */
    public final Optional<Duration> retryAfter() {
        return refusal == null ? Optional.empty() : refusal.retryAfter();
    }

    /** Says who refused, why, the numbers behind it as they are now, and when to try again. */
    @Override
    public String getMessage() {
        return refusal == null ? kind.text() : "pipeline '" + refusal.pipeline() + "' " + refusal.reason();
    }
}
