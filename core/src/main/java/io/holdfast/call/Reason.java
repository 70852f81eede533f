package io.holdfast.call;

import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * How a call ended, as a code: one vocabulary for events, meters, logs and assertions. The codes of a kind without a detail
 * are fixed; details are names of stages and kinds of rejections, so there are few and a meter may use them as a tag.
 *
 * <p><b>Thread-safety.</b> Immutable.
 *
 * @param kind what sort of end
 * @param detail the stage that answered, or why it was rejected; empty for other kinds
 */
public record Reason(Kind kind, String detail) {
    /** The dependency answered at the first attempt: {@code served}. */
    public static final Reason SERVED = new Reason(Kind.SERVED, "");

    /** The dependency answered, but not at the first attempt: {@code retried}. */
    public static final Reason RETRIED = new Reason(Kind.RETRIED, "");

    /** A remembered answer that is still fresh, so the dependency was not asked: {@code cached}. */
    public static final Reason CACHED = new Reason(Kind.CACHED, "");

    /** A remembered answer, because the dependency gave none: {@code stale}. */
    public static final Reason STALE = new Reason(Kind.STALE, "");

    /** The time of the whole call was up: {@code deadline}. */
    public static final Reason DEADLINE = new Reason(Kind.DEADLINE, "");

    /** The work was cut at a limit of its own, or reported a time-out: {@code timed-out}. */
    public static final Reason TIMED_OUT = new Reason(Kind.TIMED_OUT, "");

    /** The caller gave up: {@code cancelled}. */
    public static final Reason CANCELLED = new Reason(Kind.CANCELLED, "");

    /** The work threw: {@code failed}. */
    public static final Reason FAILED = new Reason(Kind.FAILED, "");

    private static final Reason[] REJECTED = rejections();

    /** What sort of end a call had. */
    public enum Kind {
        /** The dependency answered at the first attempt. */
        SERVED,
        /** The dependency answered after a failed attempt. */
        RETRIED,
        /** A remembered answer that is still fresh. */
        CACHED,
        /** A remembered answer in place of a failure. */
        STALE,
        /** A later stage answered; the detail is its name. */
        FALLBACK,
        /** A policy refused; the detail is the {@link RejectionKind}. */
        REJECTED,
        /** The time of the whole call was up. */
        DEADLINE,
        /** The work was cut at a limit of its own, or reported a time-out. */
        TIMED_OUT,
        /** The caller gave up. */
        CANCELLED,
        /** The work threw. */
        FAILED
    }

    /**
     * A later stage answered.
     *
     * @param stage its name
     * @return {@code fallback:stage}
     */
    public static Reason fallback(String stage) {
        return new Reason(Kind.FALLBACK, stage);
    }

    /**
     * A policy refused.
     *
     * @param why the kind of rejection
     * @return {@code rejected:why}; {@link #DEADLINE} and {@link #CANCELLED} for those two kinds
     */
    public static Reason rejected(RejectionKind why) {
        return REJECTED[why.ordinal()];
    }

    /**
     * The reason behind what a call threw.
     *
     * @param thrown what it threw
     * @return a reason without a value
     */
    public static Reason of(Throwable thrown) {
        if (thrown instanceof RejectedException rejected) {
            return rejected(rejected.kind());
        }
        if (thrown instanceof TimedOutException cut) {
            return cut.limitedBy().equals(cut.pipeline()) ? DEADLINE : TIMED_OUT;
        }
        if (thrown instanceof NoAnswerException none) {
            return none.reason();
        }
        if (thrown instanceof TimeoutException || thrown instanceof java.net.SocketTimeoutException) {
            return TIMED_OUT;
        }
        if (isCancellation(thrown)) {
            return CANCELLED;
        }
        return thrown instanceof CompletionException && thrown.getCause() != null ? of(thrown.getCause()) : FAILED;
    }

    /**
     * Whether somebody gave the call up, so that what was thrown says nothing about the dependency.
     *
     * @param thrown what was thrown
     * @return true for interrupts and cancellations
     */
    public static boolean isCancellation(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof CallInterruptedException
                || thrown instanceof CancellationException;
    }

    /**
     * The code.
     *
     * @return for example {@code served}, {@code stale}, {@code fallback:second}, {@code rejected:circuit-open}
     */
    public String code() {
        String name = hyphens(kind);
        return detail.isEmpty() ? name : name + ":" + detail;
    }

    /**
     * Whether the caller got a value that is not the dependency's own, present answer.
     *
     * @return true for {@link Kind#STALE} and {@link Kind#FALLBACK}
     */
    public boolean degraded() {
        return kind == Kind.STALE || kind == Kind.FALLBACK;
    }

    @Override
    public String toString() {
        return code();
    }

    private static Reason[] rejections() {
        RejectionKind[] kinds = RejectionKind.values();
        Reason[] reasons = new Reason[kinds.length];
        for (RejectionKind each : kinds) {
            reasons[each.ordinal()] = switch (each) {
                case DEADLINE -> DEADLINE;
                case INTERRUPTED -> CANCELLED;
                default -> new Reason(Kind.REJECTED, hyphens(each));
            };
        }
        return reasons;
    }

    private static String hyphens(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
