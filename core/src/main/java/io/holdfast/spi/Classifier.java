package io.holdfast.spi;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges how an attempt ended, by one rule for every policy of the chain. Must depend on its arguments alone: it may be asked
 * more than once about one attempt, and must then answer the same. User code: what it throws is reported, and the
 * {@linkplain #standard() standard} judgement takes its place.
 *
 * <p><b>Thread-safety.</b> Called by all threads that call.
 */
@FunctionalInterface
public interface Classifier {
    /**
     * Judges an attempt.
     *
     * @param result what the work returned; null when it threw
     * @param thrown what the work threw; null when it returned
     * @return the verdict
     */
    Verdict judge(@Nullable Object result, @Nullable Throwable thrown);

    /**
     * Whether results are judged too. When not, a result is a success and is not looked at.
     *
     * @return false by default
     */
    default boolean judgesResults() {
        return false;
    }

    /**
     * The judgement used unless a pipeline is told otherwise: a result is a success; time-outs ({@link TimedOutException},
     * {@link TimeoutException}, {@link SocketTimeoutException}) are failures of their own kind; interruption and
     * cancellation are neutral ({@link CompletionException} and {@link ExecutionException} are judged by their cause), and so is a {@link RejectedException} that comes out of the work, because it is another
     * policy's; everything else that is thrown is a failure.
     *
     * @return the standard classifier
     */
    static Classifier standard() {
        return Classifier::judgeAsUsual;
    }

    /**
     * A classifier that also takes some results for failures.
     *
     * @param failure which results are failures; sees null results too
     * @return this one for whatever is thrown, {@link Verdict#ERROR} for those results
     */
    default Classifier failingResults(Predicate<@Nullable Object> failure) {
        Classifier thrownAs = this;
        return new Classifier() {
            @Override
            public Verdict judge(@Nullable Object result, @Nullable Throwable thrown) {
                if (thrown == null && failure.test(result)) {
                    return Verdict.ERROR;
                }
                return thrownAs.judge(result, thrown);
            }

            @Override
            public boolean judgesResults() {
                return true;
            }
        };
    }

    private static Verdict judgeAsUsual(@Nullable Object result, @Nullable Throwable thrown) {
        if (thrown == null) {
            return Verdict.SUCCESS;
        }
        if ((thrown instanceof CompletionException || thrown instanceof ExecutionException)
                && thrown.getCause() != null) {
            return judgeAsUsual(null, thrown.getCause());
        }
        if (thrown instanceof RejectedException rejected) {
            return Verdict.rejectedInside(rejected);
        }
        if (thrown instanceof InterruptedException
                || thrown instanceof CancellationException
                || thrown instanceof CallInterruptedException) {
            return Verdict.CANCELLED;
        }
        if (thrown instanceof TimedOutException
                || thrown instanceof TimeoutException
                || thrown instanceof SocketTimeoutException) {
            return Verdict.TIMEOUT;
        }
        return Verdict.ERROR;
    }
}
