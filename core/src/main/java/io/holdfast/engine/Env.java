package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectionKind;
import io.holdfast.event.FaultLog;
import io.holdfast.lint.Dossier;
import io.holdfast.lint.Use;
import io.holdfast.spi.CallCounts;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Effect;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of one pipeline, or of one operation of it, share.
 *
 * @param info the pipeline
 * @param operation the operation's name, or the pipeline's
 * @param time its time
 * @param classifier its classifier
 * @param judgesResults whether the classifier looks at results
 * @param faults where throwables of user code go
 * @param traces whether rejection exceptions carry a stack trace
 * @param idempotencyKey the operation's idempotency key, or null
 * @param background where and how calls go on that leave their caller's thread
 * @param dossier what is known of the pipeline, and its override
 * @param use the operation's entry there; null for direct calls
 * @param counts how its calls ended, while somebody watches
 */
public record Env(
        PipelineInfo info,
        String operation,
        TimeSource time,
        Classifier classifier,
        boolean judgesResults,
        FaultLog faults,
        boolean traces,
        @Nullable Function<Object, String> idempotencyKey,
        Background background,
        Dossier dossier,
        @Nullable Use use,
        CallCounts counts)
        implements Refuser {
    /** Named here so that building a pipeline initialises it: the first failure may come at the end of a stack. */
    private static final Verdict LAST_RESORT = Verdict.ERROR;

    @Override
    public String name() {
        return info.name();
    }

    /** The judgement of an attempt. A classifier that fails is replaced by the standard one. Never throws. */
    Verdict judge(@Nullable Object result, @Nullable Throwable thrown) {
        try {
            return judged(Escaped.valueOf(result), thrown);
        } catch (Throwable noStackLeft) {
            return LAST_RESORT;
        }
    }

    private Verdict judged(@Nullable Object value, @Nullable Throwable thrown) {
        try {
            Verdict verdict = classifier.judge(value, thrown);
            if (verdict != null && verdict.effect() != Effect.UNUSED) {
                return verdict;
            }
            faults.report(
                    "The classifier",
                    new IllegalStateException(
                            "judged work that ran as " + verdict + " (expected: " + "SUCCESS, FAILURE or NEUTRAL)"));
        } catch (Throwable broken) {
            faults.report("The classifier", broken);
        }
        return Classifier.standard().judge(value, thrown);
    }

    /** The judgement of an attempt that ended with a value or a refusal. */
    Verdict judgeReturned(@Nullable Object returned) {
        if (returned instanceof Refusal<?> || (returned instanceof Escaped escaped && escaped.thrown() != null)) {
            return Verdict.UNUSED;
        }
        return judgesResults ? judge(returned, null) : Verdict.SUCCESS;
    }

    /** The judgement of an attempt that ended with a throwable, which may have come before the work started. */
    Verdict judgeThrown(boolean ran, Throwable thrown) {
        return ran ? judge(null, thrown) : Verdict.UNUSED;
    }

    /** The clock at the end of an attempt; one that breaks may not keep permits from being settled. */
    long nanosOr(long otherwise) {
        try {
            return time.nanos();
        } catch (Throwable broken) {
            faults.report("The time source", broken);
            return otherwise;
        }
    }

    /** Passes on what was thrown: as it is, or past the loops when the work had not started. */
    <X extends Exception> Object rethrow(boolean ran, Throwable thrown) throws X {
        if (!ran) {
            return Escaped.thrown(thrown);
        }
        throw Escaped.<X>unchecked(thrown); // no cast: it may be neither an Exception nor an Error
    }

    /** The pipeline itself refuses. */
    public Refusal<?> refuse(RejectionKind kind) {
        return new Refusal<>(this, info.name(), Refusal.code(kind, 0));
    }

    /** The pipeline itself refuses, and tells its listeners. */
    Refusal<?> refused(RejectionKind kind) {
        Refusal<?> refusal = refuse(kind);
        if (background.events().wanted(Rejected.class)) {
            background.events().publish(new Rejected(refusal));
        }
        return refusal;
    }

    /** Gets rid of a result that nobody will see. */
    void discard(@Nullable Object result) {
        Object value = Escaped.valueOf(result);
        if (value == null || value instanceof Refusal<?>) {
            return;
        }
        try {
            background.discard().accept(value);
        } catch (Throwable broken) {
            faults.report("Discarding a result", broken);
        }
    }

    /** The key under which the dependency recognises a repeated attempt; empty when there is none. User code. */
    Optional<String> idempotencyKeyOf(@Nullable Object subject) {
        return idempotencyKey == null || subject == null
                ? Optional.empty()
                : Optional.ofNullable(idempotencyKey.apply(subject));
    }

    /** The same for one operation of the pipeline. */
    public Env named(String operationName, @Nullable Function<Object, String> key) {
        return new Env(
                info,
                operationName,
                time,
                classifier,
                judgesResults,
                faults,
                traces,
                key,
                background,
                dossier,
                dossier.operation(operationName),
                info.activity().calls(operationName));
    }
}
