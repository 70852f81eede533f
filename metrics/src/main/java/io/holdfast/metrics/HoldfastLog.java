package io.holdfast.metrics;

import io.holdfast.Registry;
import io.holdfast.event.Event;
import io.holdfast.event.StateChange;
import io.holdfast.metrics.RegistryFollower.Attached;
import io.holdfast.spi.ControlChanged;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.Require;
import io.holdfast.spi.WorkAbandoned;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what matters to the log: each change of a policy's state, at WARN when fewer calls pass and at INFO when more do;
 * operators' overrides; and, of rejections and of abandoned work, one line per policy and period, which counts the others.
 *
 * <p>Listeners are attached to all pipelines of a registry, also to later ones, and removed with them. <b>Thread-safety.</b>
 * All methods may be called by any thread; the log is written on the thread on which it happens.
 */
public final class HoldfastLog implements AutoCloseable {
    /** How often rejections by one policy make a line. */
    public static final Duration USUAL_PERIOD = Duration.ofSeconds(10);

    private final Logger log;
    private final long periodNanos;
    private final RegistryFollower follower;

    private HoldfastLog(Registry registry, Logger log, Duration period) {
        this.log = Require.given("log", log);
        this.periodNanos = Require.duration("period", period);
        this.follower = new RegistryFollower(registry, new Attacher());
    }

    /**
     * Logs under the name of this package.
     *
     * @param registry whose pipelines
     * @return a handle that ends it
     */
    public static HoldfastLog attachTo(Registry registry) {
        return attachTo(registry, LoggerFactory.getLogger("io.holdfast"), USUAL_PERIOD);
    }

    /**
     * Logs elsewhere.
     *
     * @param registry whose pipelines
     * @param log where to
     * @param period how often rejections by one policy make a line
     * @return a handle that ends it
     */
    public static HoldfastLog attachTo(Registry registry, Logger log, Duration period) {
        HoldfastLog attached = new HoldfastLog(Require.given("registry", registry), log, period);
        attached.follower.follow();
        return attached;
    }

    private void changed(StateChange change) {
        String line = "{}: {} -> {}: {}";
        if (change.worse()) {
            log.warn(line, change.policy(), change.before(), change.after(), change.cause());
        } else {
            log.info(line, change.policy(), change.before(), change.after(), change.cause());
        }
    }

    private void overridden(ControlChanged change) {
        change.control()
                .ifPresentOrElse(
                        now -> log.warn(
                                "{}: {} by {}: {}{}",
                                change.policy(),
                                now.mode(),
                                now.author(),
                                now.reason(),
                                now.expiresAfter()
                                        .map(after -> ", for " + after)
                                        .orElse(", until it is removed")),
                        () -> log.info(
                                "{}: in normal operation again{}",
                                change.policy(),
                                change.expired() ? ", the override has expired" : ""));
    }

    private final class Attacher implements RegistryFollower.Attacher {
        @Override
        public Attached pipeline(PipelineInfo info) {
            OncePerPeriod rejected = new OncePerPeriod(periodNanos);
            OncePerPeriod abandoned = new OncePerPeriod(periodNanos);
            TimeSource time = info.activity().time();
            return new Listening(
                    info.activity().on(ControlChanged.class, HoldfastLog.this::overridden),
                    info.activity().on(Rejected.class, event -> rejection(rejected, time, event)),
                    info.activity().on(WorkAbandoned.class, event -> {
                        long calls = abandoned.happened(time.nanos());
                        if (calls > 0) {
                            log.warn(
                                    "{}: {} calls were given up while their work ran; {} still run. The latest: {}, attempt {}",
                                    event.pipeline(),
                                    calls,
                                    event.running(),
                                    event.operation(),
                                    event.attempt());
                        }
                    }));
        }

        /** Of gates all events are wanted; what loops and limits tell of single attempts would only cost. */
        @Override
        public @Nullable Attached policy(Policy policy, PipelineInfo first) {
            if (!(policy instanceof Gate)) {
                return new Listening(policy.on(ControlChanged.class, HoldfastLog.this::overridden));
            }
            OncePerPeriod rejected = new OncePerPeriod(periodNanos);
            TimeSource time = policy.time();
            return new Listening(policy.on(Event.class, event -> {
                if (event instanceof Rejected rejection) {
                    rejection(rejected, time, rejection);
                } else if (event instanceof StateChange change) {
                    changed(change);
                } else if (event instanceof ControlChanged change) {
                    overridden(change);
                }
            }));
        }

        private void rejection(OncePerPeriod sample, TimeSource time, Rejected event) {
            long calls = sample.happened(time.nanos());
            if (calls > 0) {
                log.info(
                        "{}: {} rejected since the last such line; the latest, of pipeline '{}': {}",
                        event.policy(),
                        calls,
                        event.refusal().pipeline(),
                        event.refusal().reason());
            }
        }
    }

    /** Removes the listeners. */
    @Override
    public void close() {
        follower.close();
    }
}
