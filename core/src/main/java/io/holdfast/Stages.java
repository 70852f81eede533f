package io.holdfast;

import io.holdfast.call.NoAnswerException;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.Refusal;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.engine.Env;
import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.spi.Degraded;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Memory;
import io.holdfast.spi.Reading;
import io.holdfast.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a chain of operations is made of, and the decisions that its blocking and its asynchronous form share.
 *
 * @param <S> what a call is about
 * @param <R> what it answers
 */
final class Stages<S extends @Nullable Object, R extends @Nullable Object> {
    /** The last stage, which asks nobody. */
    record Last<S extends @Nullable Object, R extends @Nullable Object>(String name, Fallback<? super S, R> fallback) {}

    final OperationInfo info;
    final long withinNanos;
    final List<? extends Provider<S, R, ?>> providers;
    final @Nullable Memory<? super S, R> memory;
    final Events events;
    private final FaultLog faults;
    private final Predicate<? super Throwable> stopOn;
    private final @Nullable Last<S, R> last;
    private final LongAdder[] answered;
    private final LongAdder stale = new LongAdder();
    private final LongAdder unanswered = new LongAdder();

    Stages(
            OperationInfo info,
            long withinNanos,
            List<? extends Provider<S, R, ?>> providers,
            @Nullable Memory<? super S, R> memory,
            Predicate<? super Throwable> stopOn,
            @Nullable Last<S, R> last) {
        this.info = info;
        this.withinNanos = withinNanos;
        this.providers = providers;
        this.memory = memory;
        this.stopOn = stopOn;
        this.last = last;
        this.faults = new FaultLog(info.name());
        this.events = new Events(faults);
        this.answered = new LongAdder[providers.size() + 1];
        for (int i = 0; i < answered.length; i++) {
            answered[i] = new LongAdder();
        }
    }

    Env env() {
        return providers.get(0).operation.chain().env();
    }

    TimeSource time() {
        return env().time();
    }

    /** An answer of a stage as the caller sees it. */
    Outcome<R> answeredBy(int stage, Outcome<R> ended) {
        if (stage == 0) {
            return ended;
        }
        answered[stage].increment();
        return new Outcome.Marked<>(orThrow(ended), Reason.fallback(providers.get(stage).name));
    }

    /** What a stage threw. */
    Exception thrown(int stage, Outcome<R> ended) {
        return ended instanceof Outcome.Failure<R> failure
                ? failure.cause()
                : ((Refusal<R>) ended)
                        .toException(
                                providers.get(stage).operation.chain().env().traces());
    }

    /** Whether no other stage may answer in place of what this one threw. */
    boolean stops(int stage, Exception thrown) {
        if (!providers.get(stage).operation.chain().mayBeMasked(thrown)) {
            return true;
        }
        try {
            return !Reason.isCancellation(thrown) && stopOn.test(thrown);
        } catch (Throwable broken) {
            faults.report("stopOn", broken);
            return false;
        }
    }

    /** How long to wait before the same stage is asked once more; 0 to move on. */
    long waitBeforeAgain(int stage, Outcome<R> ended, long leftNanos) {
        Provider<S, R, ?> provider = providers.get(stage);
        if (ended.succeeded() || provider.waitNanos == 0) {
            return 0;
        }
        if (ended instanceof Outcome.Failure<R> ran && mustNotRunAgain(provider, ran.cause())) {
            return 0;
        }
        long pushBack = ended instanceof Outcome.Failure<R> failure
                ? provider.operation.chain().pushBackNanos(failure.cause())
                : ((Refusal<R>) ended).retryAfterNanos();
        return provider.waitBeforeAgain(pushBack, leftNanos);
    }

    /** Whether it may have had its effect, and a second time would be a second effect. */
    private static boolean mustNotRunAgain(Provider<?, ?, ?> provider, Exception thrown) {
        if (provider.operation.info().idempotent().orElse(true)) {
            return false;
        }
        String pipeline = provider.operation.chain().env().name();
        return !(thrown instanceof RejectedException refused
                && refused.pipeline().equals(pipeline));
    }

    /** The outcome of a chain of which no stage has answered. */
    Outcome<R> none(@Nullable Exception[] thrown, boolean cancelled, boolean late) {
        List<NoAnswerException.Stage> why = new ArrayList<>();
        Reason whole = Reason.FAILED;
        for (int i = 0; i < thrown.length; i++) {
            Exception each = thrown[i];
            Reason reason = each == null
                    ? (cancelled ? Reason.CANCELLED : Reason.DEADLINE)
                    : each instanceof TimedOutException ? Reason.TIMED_OUT : Reason.of(each);
            whole = each == null ? whole : reason;
            why.add(new NoAnswerException.Stage(providers.get(i).name, reason, each));
        }
        whole = cancelled ? Reason.CANCELLED : late ? Reason.DEADLINE : whole;
        return new Outcome.Failure<>(new NoAnswerException(info.name(), whole, why));
    }

    /** What the caller gets: the value there is, or the last stage's. */
    Outcome<R> finish(S subject, Outcome<R> ended) {
        Outcome<R> end = ended;
        Throwable cause = null;
        if (!ended.succeeded()) {
            cause = ended instanceof Outcome.Failure<R> failure
                    ? failure.cause()
                    : ((Refusal<R>) ended).toException(env().traces());
            if (last == null || !mayAnswer(ended, cause)) {
                unanswered.increment();
                return ended;
            }
            try {
                end = new Outcome.Marked<>(last.fallback.answer(subject, cause), Reason.fallback(last.name));
            } catch (Exception broken) {
                unanswered.increment();
                if (broken != cause) {
                    broken.addSuppressed(cause);
                }
                return new Outcome.Failure<>(broken);
            }
            answered[providers.size()].increment();
        }
        if (end.stale()) {
            stale.increment();
        }
        if (end.reasonCode().degraded() && events.wanted(Degraded.class)) {
            events.publish(new Degraded(info.name(), end.reasonCode(), end.age(), Optional.ofNullable(cause)));
        }
        return end;
    }

    /** Whether the last stage answers: when no stage did, or the caller gave up before one was asked. */
    private static boolean mayAnswer(Outcome<?> ended, Throwable cause) {
        return ended instanceof Refusal<?> || cause instanceof NoAnswerException || Reason.isCancellation(cause);
    }

    /** The value, or what the blocking form throws. */
    R orThrow(Outcome<R> ended) {
        if (ended instanceof Outcome.Failure<R> failure && !(failure.cause() instanceof RuntimeException)) {
            throw NoAnswerException.insteadOf(info.name(), failure.cause());
        }
        return providers.get(0).operation.chain().orThrow(ended);
    }

    List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        for (int i = 1; i < answered.length; i++) {
            String stage = i < providers.size() ? providers.get(i).name : last == null ? null : last.name;
            if (stage != null) {
                readings.add(Reading.counter("fallback." + stage, "calls", answered[i]::sum));
            }
        }
        readings.add(Reading.counter("stale", "calls", stale::sum));
        readings.add(Reading.counter("unanswered", "calls", unanswered::sum));
        return readings;
    }
}
