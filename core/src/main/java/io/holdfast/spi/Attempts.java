package io.holdfast.spi;

import io.holdfast.call.PastAttempt;
import io.holdfast.call.Refusal;
import io.holdfast.time.Deadline;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a loop knows of a call: born at its first failure, updated by the driver after each further one.
 *
 * <p><b>Thread-safety.</b> None: belongs to the call.
 */
public final class Attempts {
    /** The reason of {@link #barred} of a call that a retry outside repeats. */
    public static final String NESTED = "a retry outside repeats the whole call";

    private static final String[] WORDS = words();

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
    private final Trace trace = new Trace();
    private @Nullable Object subject;
    private @Nullable String barred;
    private @Nullable RuntimeException ending;
    private long began;
    private long shutNanos;
    private long waitedNanos;

    private static String[] words() {
        FailureKind[] kinds = FailureKind.values();
        String[] words = new String[kinds.length];
        for (FailureKind kind : kinds) {
            words[kind.ordinal()] = kind.name().toLowerCase(Locale.ROOT);
        }
        return words;
    }

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
        trace.add(
                refusal == null
                        ? WORDS[endedAs.kind().ordinal()]
                        : refusal.kind().text(),
                threw,
                at,
                waitedNanos);
        waitedNanos = 0;
        shutNanos = 0;
        return this;
    }

    /**
     * Tells what is known of the call before its first attempt ends. For drivers, and for tests of a loop.
     *
     * @param callSubject what the call is about, or null
     * @param startedAt when it entered the loop; means something only to a loop with a {@link Loop#startClock}
     * @param barredBecause why the loop may not repeat the call, whatever it answers; null when it may
     * @return this
     */
    public Attempts of(@Nullable Object callSubject, long startedAt, @Nullable String barredBecause) {
        subject = callSubject == Gate.NO_SUBJECT ? null : callSubject;
        began = startedAt;
        barred = barredBecause;
        return this;
    }

    /**
     * How a refusal looks to a loop: not started, with its retry-after as push-back.
     *
     * @param refusal the refusal of a gate of this chain
     * @return the verdict
     */
    public static Verdict verdictOf(Refusal<?> refusal) {
        return Verdict.refused(refusal.retryAfterNanos());
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
     * What the call is about.
     *
     * @return null when it has no subject
     */
    public @Nullable Object subject() {
        return subject;
    }

    /**
     * When the call entered the loop.
     *
     * @return an instant; means something only to a loop with a {@link Loop#startClock}
     */
    public long began() {
        return began;
    }

    /**
     * Why the loop may not repeat this call: its operation has no idempotency key for it, or a loop outside repeats it. The
     * driver makes no further attempt then, whatever the loop answers.
     *
     * @return null when it may be repeated
     */
    public @Nullable String barred() {
        return barred;
    }

    /**
     * For how long the gates further in refuse every call, as far as they know; see {@link Gate#shutNanos}.
     *
     * @return nanoseconds from now on; 0 when a further attempt may be admitted
     */
    public long shutNanos() {
        return shutNanos;
    }

    /**
     * Tells for how long the gates further in refuse every call. For drivers, after {@link #record}.
     *
     * @param nanos how long
     */
    public void shutNanos(long nanos) {
        shutNanos = nanos;
    }

    /**
     * Notes the wait before the next attempt, for the trace. For drivers.
     *
     * @param nanos how long
     */
    public void waits(long nanos) {
        waitedNanos = nanos;
    }

    /**
     * What has happened so far, bounded: the first attempt, and the last ones.
     *
     * @return at most {@link PastAttempt#MOST}, in order
     */
    public List<PastAttempt> trace() {
        return trace.list();
    }

    /**
     * Lets the call end with an exception, instead of with the last attempt's result. For a loop that answers {@link
     * Loop#STOP} to a result; without effect when the last attempt threw, and the driver's to look at.
     *
     * @param instead the exception, which should carry the result: nobody else will see it
     */
    public void endWith(RuntimeException instead) {
        ending = instead;
    }

    /**
     * With what the loop wants the call to end.
     *
     * @return null to end with what the last attempt ended with
     */
    public @Nullable RuntimeException ending() {
        return ending;
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
