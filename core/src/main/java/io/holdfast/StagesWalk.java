package io.holdfast;

import io.holdfast.call.Outcome;
import io.holdfast.call.RejectionKind;
import io.holdfast.engine.Chain;
import io.holdfast.engine.Env;
import io.holdfast.time.Deadline;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous call of a chain: asks one stage after the other, on whatever thread the one before has ended.
 *
 * <p><b>Invariants.</b> At most one stage is being asked, or one timer is set, at any time; all fields but {@code asked} and
 * {@code timer} belong to whoever begins a stage, and each is begun by the end of the one before. Whoever completes this from
 * outside cancels what is being asked; whoever begins a stage looks afterwards whether that has happened, so that one of the
 * two sees the other.
 */
final class StagesWalk<S extends @Nullable Object, R extends @Nullable Object> extends CompletableFuture<Outcome<R>> {
    private final StagesCall<S, R> call;
    private final Stages<S, R> stages;
    private final TimeSource time;
    private final long deadline;
    private final @Nullable Exception[] thrown;
    private int stage;
    private long until;
    private boolean again;
    private volatile @Nullable CompletableFuture<Outcome<R>> asked;
    private volatile @Nullable ScheduledTask timer;

    StagesWalk(StagesCall<S, R> call, long withinNanos) {
        this.call = call;
        this.stages = call.stages();
        this.time = stages.time();
        this.deadline = time.nanos() + withinNanos;
        this.thrown = new Exception[stages.providers.size()];
    }

    CompletableFuture<Outcome<R>> begin() {
        whenComplete((value, failure) -> stop());
        walk();
        return this;
    }

    /** Completed, perhaps from outside. */
    private void stop() {
        CompletableFuture<Outcome<R>> running = asked;
        if (running != null) {
            running.cancel(true);
        }
        ScheduledTask waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    /** Asks stages for as long as they end on the spot: the stack does not grow. */
    private void walk() {
        try {
            while (!isDone()) {
                if (stage == thrown.length || deadline - time.nanos() <= 0) {
                    complete(stages.none(thrown, false, deadline - time.nanos() <= 0));
                    return;
                }
                CompletableFuture<Outcome<R>> next = ask();
                asked = next;
                if (isDone()) {
                    stop();
                    return;
                }
                if (!next.isDone()) {
                    next.whenComplete((ended, failure) -> {
                        if (goesOn(ended, failure)) {
                            walk();
                        }
                    });
                    return;
                }
                Throwable[] failure = new Throwable[1];
                Outcome<R> ended = next.handle((value, cause) -> {
                            failure[0] = cause;
                            return value;
                        })
                        .join();
                if (!goesOn(ended, failure[0])) {
                    return;
                }
            }
        } catch (Throwable broken) {
            completeExceptionally(broken);
        }
    }

    private CompletableFuture<Outcome<R>> ask() {
        Provider<S, R, ?> provider = stages.providers.get(stage);
        long now = time.nanos();
        until = again ? until : Deadline.earlier(deadline, now + provider.limitNanos());
        return call.carried()
                .get(stage)
                .within(() -> OutcomeEdge.settled(provider.operation
                        .outcomes()
                        .begin(
                                Chain.subject(call.subject()),
                                call.work(provider),
                                call.context(provider),
                                until - now)));
    }

    /** A stage has ended. Whether the next one is to be asked, on this thread. */
    private boolean goesOn(@Nullable Outcome<R> ended, @Nullable Throwable failure) {
        try {
            if (isDone()) {
                return false;
            }
            if (ended == null) {
                completeExceptionally(failure == null ? new NullPointerException("outcome") : failure);
                return false;
            }
            if (ended.succeeded()) {
                complete(stages.answeredBy(stage, ended));
                return false;
            }
            long wait = again ? 0 : stages.waitBeforeAgain(stage, ended, until - time.nanos());
            again = wait > 0;
            Exception cause = stages.thrown(stage, ended);
            if (again) {
                thrown[stage] = cause; // should it be too late to ask again
                askAgainAfter(wait);
                return false;
            }
            if (stages.stops(stage, cause)) {
                complete(new Outcome.Failure<>(cause));
                return false;
            }
            thrown[stage++] = cause;
            return true;
        } catch (Throwable broken) {
            completeExceptionally(broken);
            return false;
        }
    }

    /** The executor refuses: nothing is started on the timer, so no stage is asked any more. */
    private void endWithout(Throwable executor) {
        for (int i = stage + 1; i < thrown.length; i++) {
            Env env = stages.providers.get(i).operation.chain().env();
            thrown[i] = env.refuse(RejectionKind.EXECUTOR_FULL).toException(env.traces());
        }
        stages.env().faults().report("The executor of the chain", executor);
        complete(stages.none(thrown, false, false));
    }

    private void askAgainAfter(long nanos) {
        ScheduledTask set = time.schedule(nanos, () -> {
            try {
                call.executor().execute(this::walk);
            } catch (Throwable refused) {
                endWithout(refused);
            }
        });
        timer = set;
        if (isDone()) {
            set.cancel();
        }
    }
}
