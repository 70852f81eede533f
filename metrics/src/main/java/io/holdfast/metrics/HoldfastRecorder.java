package io.holdfast.metrics;

import io.holdfast.Registry;
import io.holdfast.event.StateChange;
import io.holdfast.metrics.RegistryFollower.Attached;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.Require;
import io.holdfast.spi.WorkAbandoned;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes of state, rejections and abandoned work into JDK Flight Recorder, for all pipelines of a registry: {@code
 * io.holdfast.StateChange}, {@code io.holdfast.Rejection}, {@code io.holdfast.AbandonedWork}.
 *
 * <p>While attached, a rejection costs an event object; nothing is recorded, and no text is made, while no recording wants the
 * event. <b>Thread-safety.</b> All methods may be called by any thread.
 */
public final class HoldfastRecorder implements AutoCloseable {
    @Name("io.holdfast.StateChange")
    @Label("State change")
    @Description("A policy changed its state")
    @Category("Holdfast")
    @StackTrace(false)
    private static final class StateChangeEvent extends Event {
        @Label("Policy")
        String policy = "";

        @Label("Before")
        String before = "";

        @Label("After")
        String after = "";

        @Label("Cause")
        String cause = "";
    }

    @Name("io.holdfast.Rejection")
    @Label("Rejection")
    @Description("A gate refused a call, or one attempt of it")
    @Category("Holdfast")
    @StackTrace(false)
    private static final class RejectionEvent extends Event {
        @Label("Pipeline")
        String pipeline = "";

        @Label("Policy")
        String policy = "";

        @Label("Kind")
        String kind = "";
    }

    @Name("io.holdfast.AbandonedWork")
    @Label("Abandoned work")
    @Description("Work goes on though its call is over")
    @Category("Holdfast")
    @StackTrace(false)
    private static final class AbandonedEvent extends Event {
        @Label("Pipeline")
        String pipeline = "";

        @Label("Operation")
        String operation = "";

        @Label("Attempt")
        int attempt;

        @Label("Still running")
        int running;
    }

    private final RegistryFollower follower;

    private HoldfastRecorder(Registry registry) {
        follower = new RegistryFollower(registry, new Attacher());
    }

    /**
     * Attaches.
     *
     * @param registry whose pipelines
     * @return a handle that ends it
     */
    public static HoldfastRecorder attachTo(Registry registry) {
        HoldfastRecorder recorder = new HoldfastRecorder(Require.given("registry", registry));
        recorder.follower.follow();
        return recorder;
    }

    private static void changed(StateChange change) {
        StateChangeEvent event = new StateChangeEvent();
        if (event.shouldCommit()) {
            event.policy = change.policy();
            event.before = change.before();
            event.after = change.after();
            event.cause = change.cause();
            event.commit();
        }
    }

    private static void rejected(Rejected rejection) {
        RejectionEvent event = new RejectionEvent();
        if (event.shouldCommit()) {
            event.pipeline = rejection.refusal().pipeline();
            event.policy = rejection.refusal().policy();
            event.kind = rejection.refusal().kind().name();
            event.commit();
        }
    }

    private static void abandoned(WorkAbandoned work) {
        AbandonedEvent event = new AbandonedEvent();
        if (event.shouldCommit()) {
            event.pipeline = work.pipeline();
            event.operation = work.operation();
            event.attempt = work.attempt();
            event.running = work.running();
            event.commit();
        }
    }

    private static final class Attacher implements RegistryFollower.Attacher {
        @Override
        public Attached pipeline(PipelineInfo info) {
            return new Listening(
                    info.activity().on(Rejected.class, HoldfastRecorder::rejected),
                    info.activity().on(WorkAbandoned.class, HoldfastRecorder::abandoned));
        }

        @Override
        public @Nullable Attached policy(Policy policy, PipelineInfo first) {
            return policy instanceof Gate
                    ? new Listening(
                            policy.on(Rejected.class, HoldfastRecorder::rejected),
                            policy.on(StateChange.class, HoldfastRecorder::changed))
                    : new Listening();
        }
    }

    /** Removes the listeners. */
    @Override
    public void close() {
        follower.close();
    }
}
