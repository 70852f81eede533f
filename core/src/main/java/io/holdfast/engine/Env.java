package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectionKind;
import io.holdfast.event.FaultLog;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
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
 */
public record Env(
        PipelineInfo info,
        String operation,
        TimeSource time,
        Classifier classifier,
        boolean judgesResults,
        FaultLog faults,
        boolean traces)
        implements Refuser {

    @Override
    public String name() {
        return info.name();
    }

    /** The judgement of an attempt. A classifier that fails is replaced by the standard one. */
    Verdict judge(@Nullable Object result, @Nullable Throwable thrown) {
        Object value = Escaped.valueOf(result);
        try {
            Verdict verdict = classifier.judge(value, thrown);
            if (verdict != null) {
                return verdict;
            }
            faults.report("The classifier (it returned null)", new NullPointerException("verdict"));
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

    /** Passes on what was thrown: as it is, or past the loops when the work had not started. */
    @SuppressWarnings("unchecked") // the exception came out of work that declares X, or is unchecked
    <X extends Exception> Object rethrow(boolean ran, Throwable thrown) throws X {
        if (!ran) {
            return Escaped.thrown(thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (X) thrown;
    }

    /** The pipeline itself refuses. */
    Refusal<?> refuse(RejectionKind kind) {
        return new Refusal<>(this, info.name(), Refusal.code(kind, 0));
    }

    /** Gets rid of a result that nobody will see. */
    void discard(@Nullable Object result) {
        Object value = Escaped.valueOf(result);
        if (value instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Throwable broken) {
                faults.report("Closing a discarded result", broken);
            }
        }
    }
}
