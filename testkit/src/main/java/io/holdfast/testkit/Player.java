package io.holdfast.testkit;

import io.holdfast.Pipeline;
import io.holdfast.call.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The work of one call: attempt by attempt it does what its acts say, and what the last one says from then on. */
final class Player {
    private static final Duration FOR_EVER = Duration.ofDays(1_000);

    private record Ending(@Nullable Object value, @Nullable Throwable thrown) {
        static Ending of(Act act, @Nullable Call call) {
            try {
                return new Ending(act.body.decide(call), null);
            } catch (Throwable thrown) {
                return new Ending(null, thrown);
            }
        }

        @Nullable
        Object deliver() {
            if (thrown != null) {
                throw Act.<RuntimeException>sneaky(thrown);
            }
            return value;
        }

        void deliverTo(CompletableFuture<@Nullable Object> stage) {
            if (thrown != null) {
                stage.completeExceptionally(thrown);
            } else {
                stage.complete(value);
            }
        }
    }

    private static final class Uncancellable<T extends @Nullable Object> extends CompletableFuture<T> {
        @Override
        public boolean cancel(boolean mayInterrupt) {
            return false;
        }
    }

    private final VirtualTime time;
    private final CallMode mode;
    private final Transcript transcript;
    private final List<Act> acts;
    private final List<CompletableFuture<?>> stages = new ArrayList<>();
    private int started;

    Player(VirtualTime time, CallMode mode, Transcript transcript, List<Act> acts) {
        this.time = time;
        this.mode = mode;
        this.transcript = transcript;
        this.acts = acts;
    }

    private Act next() {
        started++;
        transcript.add("work " + started);
        if (acts.isEmpty()) {
            throw new AssertionError("the work was started, and the scenario says that it never is");
        }
        return acts.get(Math.min(started, acts.size()) - 1);
    }

    private Act inside(Act act) {
        transcript.add("inner work");
        return act.inside();
    }

    /** One attempt as synchronous work. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the scenario pairs its acts with the type of the call
    <R extends @Nullable Object> R run(@Nullable Call call) throws Exception {
        return (R) run(next(), call);
    }

    private @Nullable Object run(Act act, @Nullable Call call) throws Exception {
        Pipeline through = act.through;
        if (through != null) {
            return call == null
                    ? through.<@Nullable Object, Exception>call(() -> run(inside(act), null))
                    : through.<@Nullable Object, Exception>callWithin(call, inner -> run(inside(act), inner));
        }
        Ending ending = Ending.of(act, call);
        if (act.endless) {
            time.sleep(FOR_EVER);
            throw new AssertionError("nobody has stopped the work");
        }
        if (act.deaf) {
            time.sleepUninterruptibly(act.delay);
        } else if (!act.delay.isZero()) {
            time.sleep(act.delay);
        }
        return ending.deliver();
    }

    /** One attempt as asynchronous work. */
    @SuppressWarnings("unchecked") // the scenario pairs its acts with the type of the call
    <R extends @Nullable Object> CompletableFuture<R> start(@Nullable Call call) {
        return (CompletableFuture<R>) start(next(), call);
    }

    private CompletableFuture<@Nullable Object> start(Act act, @Nullable Call call) {
        Pipeline through = act.through;
        if (through != null) {
            return call == null
                    ? through.callAsync(() -> start(inside(act), null))
                    : through.callAsyncWithin(call, inner -> start(inside(act), inner));
        }
        Ending ending = Ending.of(act, call);
        boolean atOnce = !act.endless && act.delay.isZero() && mode != CallMode.ASYNC_LATE;
        if (atOnce && mode == CallMode.ASYNC_DECORATED) {
            return CompletableFuture.completedFuture(ending.deliver());
        }
        CompletableFuture<@Nullable Object> stage = act.deaf ? new Uncancellable<>() : new CompletableFuture<>();
        stages.add(stage);
        if (atOnce) {
            ending.deliverTo(stage);
        } else if (!act.endless) {
            var task = time.schedule(act.delay.toNanos(), () -> Handover.now(() -> ending.deliverTo(stage)));
            stage.whenComplete((value, thrown) -> task.cancel());
        }
        return stage;
    }

    /** How many stages nobody has completed. */
    long open() {
        return stages.stream().filter(stage -> !stage.isDone()).count();
    }
}
