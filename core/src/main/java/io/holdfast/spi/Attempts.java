package io.holdfast.spi;

import io.holdfast.call.Refusal;
import io.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a loop knows of a call: born at its first failure, updated by the driver after each further one.
 *
 * <p><b>Thread-safety.</b> None: belongs to the call.
 */
public final class Attempts {
    private int made;
    private Verdict verdict = Verdict.NEUTRAL;
    private @Nullable Throwable thrown;
    private @Nullable Throwable firstThrown;
    private @Nullable Object result;
    private @Nullable Refusal<?> refusal;
    private boolean onTrial;
    private @Nullable Object memo;
    private long now;
    private long deadline = Deadline.NONE;
    private long leastNanos;

    /** No attempt yet. */
    public Attempts() {}

    /**
     * Takes in an attempt. For drivers, and for tests of a loop.
     *
     * @param endedAs its verdict
     * @param returned what it returned, if it returned
     * @param threw what it threw, if it threw
     * @param at the current instant
     * @param endsBy the deadline of the call, or {@link Deadline#NONE}
     * @return this
     */
    public Attempts record(
            Verdict endedAs, @Nullable Object returned, @Nullable Throwable threw, long at, long endsBy) {
        made++;
        verdict = endedAs;
        refusal = returned instanceof Refusal<?> refused && endedAs.effect() == Effect.UNUSED ? refused : null;
        result = refusal == null ? returned : null;
        thrown = threw;
        if (firstThrown == null) {
            firstThrown = threw;
        }
        now = at;
        deadline = endsBy;
        return this;
    }

    /**
     * How a refusal looks to a loop: not started, with its retry-after as push-back.
     *
     * @param refusal the refusal of a gate of this chain
     * @return the verdict
     */
    public static Verdict verdictOf(Refusal<?> refusal) {
        return Verdict.refused(Refusal.retryAfterNanos(refusal.code()));
    }

    /**
     * How many attempts were made.
     *
     * @return 1 after the first
     */
    public int made() {
        return made;
    }

    /**
     * How the last attempt ended.
     *
     * @return its verdict
     */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * What the last attempt threw.
     *
     * @return null when it returned or was refused
     */
    public @Nullable Throwable thrown() {
        return thrown;
    }

    /**
     * What the first attempt that threw has thrown. A later failure often is a consequence of the first.
     *
     * @return null when none threw
     */
    public @Nullable Throwable firstThrown() {
        return firstThrown;
    }

    /**
     * What the last attempt returned.
     *
     * @return null when it threw or was refused
     */
    public @Nullable Object result() {
        return result;
    }

    /**
     * The refusal that ended the last attempt before it started.
     *
     * @return null when it started
     */
    public @Nullable Refusal<?> refusal() {
        return refusal;
    }

    /**
     * Whether the answer will not be acted on, because the loop is under a dry run: nothing may be spent, counted or
     * announced.
     *
     * @return false in normal operation
     */
    public boolean onTrial() {
        return onTrial;
    }

    /**
     * Marks what follows as a dry run, or not. For drivers.
     *
     * @param dryRun whether the answer will not be acted on
     */
    public void onTrial(boolean dryRun) {
        onTrial = dryRun;
    }

    /**
     * When the last attempt ended.
     *
     * @return an instant
     */
    public long now() {
        return now;
    }

    /**
     * When the call must have ended.
     *
     * @return an instant, or {@link Deadline#NONE}
     */
    public long deadline() {
        return deadline;
    }

    /**
     * Whether the loop may still wait that long.
     *
     * @param nanos the wait
     * @return true when the next attempt would start before the deadline, and with as much time left as it needs at least
     */
    public boolean fits(long nanos) {
        long remaining = Deadline.remaining(deadline, now);
        return remaining > nanos && remaining - nanos >= leastNanos;
    }

    /**
     * Sets below how much remaining time no attempt is worth starting. For drivers.
     *
     * @param nanos what the limits inside of the loop ask for; 0 at first
     */
    public void needs(long nanos) {
        leastNanos = nanos;
    }

    /**
     * What the loop remembers from one attempt to the next.
     *
     * @return null at first
     */
    public @Nullable Object memo() {
        return memo;
    }

    /**
     * Remembers something until the next attempt of this call.
     *
     * @param value anything
     */
    public void memo(@Nullable Object value) {
        memo = value;
    }
}
