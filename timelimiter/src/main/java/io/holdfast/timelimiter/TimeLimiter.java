package io.holdfast.timelimiter;

import io.holdfast.call.LimitMode;
import io.holdfast.spi.Limit;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long one attempt may take. What happens to work that takes longer is a matter of its mode:
 *
 * <ul>
 *   <li>by default the work runs on the caller's own thread and is <b>interrupted</b>. It must answer to interruption for the
 *       limit to hold, as blocking calls of the JDK's {@code HttpClient}, sleeps, queues and locks taken interruptibly do;
 *   <li>{@linkplain Recipe#detach detached}, the work runs on an executor, and the caller leaves on time whatever it does;
 *   <li>{@linkplain Recipe#cooperative cooperative}, nothing is stopped: the work asks {@link
 *       io.holdfast.call.Call#remaining()}, and when it returns too late, the call has timed out.
 * </ul>
 *
 * <p><b>Interrupting closes channels.</b> A thread that is blocked in an {@link java.nio.channels.InterruptibleChannel} (a
 * {@code FileChannel}, a {@code SocketChannel}) has that channel <b>closed</b> by an interrupt, for all its users. Do not put
 * an interrupting or detaching limit around work on a shared file channel, or around a database that keeps its files open
 * through one. Blocking reads of {@code java.net.Socket} do not answer to interruption at all: set their own time-out, to
 * what {@code Call.remaining()} says.
 *
 * <p><b>Guarantees.</b> No interrupt of ours arrives after the call has returned, and one that somebody else sent is kept,
 * but for the window described at {@link io.holdfast.time.WatchdogSlot}. A call that was cut ends with {@link
 * io.holdfast.call.TimedOutException}, whatever the work made of the interrupt. On the caller's own thread it costs two
 * uncontended atomic updates per call, and no thread.
 *
 * <p><b>Thread-safety.</b> May be shared by pipelines and threads.
 */
public final class TimeLimiter extends Limit implements Reconfigurable<TimeLimiterSettings> {
    private static final VarHandle IN_FORCE;

    static {
        try {
            IN_FORCE = MethodHandles.lookup()
                    .findVarHandle(TimeLimiter.class, "inForce", InForce.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The settings as a call reads them: one acquire read, which relies on the record's final fields. */
    private record InForce(TimeLimiterSettings settings, long limitNanos, long minimumNanos) {
        static InForce of(TimeLimiterSettings settings) {
            return new InForce(
                    settings, settings.limit().toNanos(), settings.minimum().toNanos());
        }
    }

    private final LimitMode mode;
    private final @Nullable Executor workers;
    private final LongAdder cuts = new LongAdder();
    private volatile InForce inForce;

    private TimeLimiter(Recipe recipe, PolicySite site) {
        super(site.name(), site.time());
        this.mode = recipe.settings.mode();
        this.workers = recipe.workers;
        this.inForce = InForce.of(recipe.settings);
    }

    /**
     * A limit for each attempt. For the whole call there is the pipeline's {@code within}.
     *
     * @param limit how long one attempt may take
     * @return a recipe
     */
    public static Recipe perAttempt(Duration limit) {
        return new Recipe(TimeLimiterSettings.of(limit), null);
    }

    /**
     * Settings of a time limiter that has not been made yet.
     *
     * @param settings the settings
     * @param workers where detached work runs; null in every other mode
     */
    public record Recipe(
            TimeLimiterSettings settings, @Nullable Executor workers) implements PolicyRecipe {
        /**
         * Checks the parts.
         *
         * @param settings as above
         * @param workers as above
         */
        public Recipe {
            Require.given("settings", settings);
            if ((settings.mode() == LimitMode.DETACH) != (workers != null)) {
                throw Require.refused(
                        "mode",
                        settings.mode() + (workers == null ? " without an executor" : " with an executor"),
                        "an executor for DETACH, and for nothing else; use detach(executor)");
            }
        }

        /**
         * The work runs on an executor while its caller waits, and the caller leaves on time whatever the work does. The
         * thread of the executor is interrupted, which <b>closes the channel that it is blocked in</b>; work that goes on
         * is counted, shown by the pipeline's {@code inFlight}, and keeps its slot in a bulkhead until it ends. An
         * asynchronous call is not moved to the executor.
         *
         * @param threads the executor; best one of virtual threads, or a bounded pool that rejects
         * @return a new recipe
         */
        public Recipe detach(Executor threads) {
            return new Recipe(
                    changed(LimitMode.DETACH, settings.minimum(), settings.maxAbandoned()),
                    Require.given("detach", threads));
        }

        /**
         * Nothing is interrupted or cancelled: the work asks {@link io.holdfast.call.Call#remaining()}, and whether it was in
         * time is judged when it returns. Holds for the deadline of the whole call, too, as long as the work runs; waits in
         * queues and between attempts still end on time.
         *
         * @return a new recipe
         */
        public Recipe cooperative() {
            return new Recipe(changed(LimitMode.COOPERATIVE, settings.minimum(), settings.maxAbandoned()), null);
        }

        /**
         * Refuses an attempt that would have less time than this because the deadline of the call comes first.
         *
         * @param minimum what an attempt needs at least; up to the limit
         * @return a new recipe
         */
        public Recipe minimum(Duration minimum) {
            return new Recipe(changed(settings.mode(), minimum, settings.maxAbandoned()), workers);
        }

        /**
         * Refuses attempts while so much abandoned work is still running.
         *
         * @param most how much, at least 1
         * @return a new recipe
         */
        public Recipe maxAbandoned(int most) {
            return new Recipe(changed(settings.mode(), settings.minimum(), most), workers);
        }

        private TimeLimiterSettings changed(LimitMode mode, Duration minimum, int maxAbandoned) {
            return new TimeLimiterSettings(settings.limit(), mode, minimum, maxAbandoned);
        }

        /**
         * Makes a time limiter to share, on the machine's own time.
         *
         * @param name what it is called
         * @return the time limiter
         */
        public TimeLimiter build(String name) {
            return create(PolicySite.named(name));
        }

        @Override
        public String kind() {
            return "time-limiter";
        }

        @Override
        public TimeLimiter create(PolicySite site) {
            return new TimeLimiter(this, site);
        }
    }

    private InForce inForce() {
        return (InForce) IN_FORCE.getAcquire(this);
    }

    @Override
    public TimeLimiterSettings settings() {
        return inForce().settings;
    }

    @Override
    public void reconfigure(TimeLimiterSettings next) {
        Require.given("settings", next);
        if (next.mode() != mode) {
            throw Require.refused("mode", next.mode(), mode + "; the mode of a live time limiter cannot be changed");
        }
        InForce before = (InForce) IN_FORCE.getAndSet(this, InForce.of(next));
        if (!before.settings.equals(next) && events().wanted(TimeLimiterReconfigured.class)) {
            events().publish(new TimeLimiterReconfigured(name(), before.settings, next));
        }
    }

    @Override
    public long limitNanos() {
        return inForce().limitNanos;
    }

    @Override
    public LimitMode limitMode() {
        return mode;
    }

    @Override
    public @Nullable Executor workers() {
        return workers;
    }

    @Override
    public long minimumNanos() {
        return inForce().minimumNanos;
    }

    @Override
    public int maxAbandoned() {
        return inForce().settings.maxAbandoned();
    }

    @Override
    public void cut(long given, long elapsed) {
        cuts.increment();
        if (events().wanted(WorkCut.class)) {
            events().publish(new WorkCut(name(), mode, given, elapsed));
        }
    }

    /**
     * A look at it.
     *
     * @return a snapshot
     */
    public TimeLimiterView view() {
        return new TimeLimiterView(name(), settings(), cuts.sum(), rejections(), abandoned());
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.counter("cuts", "attempts", cuts::sum));
        readings.add(Reading.counter("rejections", "attempts", this::rejections));
        readings.add(Reading.gauge("abandoned", "attempts", this::abandoned));
        return readings;
    }
}
