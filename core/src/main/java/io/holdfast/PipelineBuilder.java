package io.holdfast;

import io.holdfast.engine.Assembly;
import io.holdfast.engine.Background;
import io.holdfast.engine.CallsInFlight;
import io.holdfast.engine.Env;
import io.holdfast.event.Events;
import io.holdfast.event.FaultLog;
import io.holdfast.explain.Code;
import io.holdfast.explain.Dependency;
import io.holdfast.explain.Load;
import io.holdfast.lint.Declared;
import io.holdfast.lint.Dossier;
import io.holdfast.spi.Activity;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a pipeline is made of. Not thread-safe. */
public final class PipelineBuilder {
    private final String name;
    private final List<Object> parts = new ArrayList<>();
    private TimeSource time = TimeSource.system();
    private Randomness randomness = Randomness.system();
    private Classifier classifier = Classifier.standard();
    private Registry registry = Registry.standard();
    private long totalNanos = Deadline.NEVER;
    private @Nullable String allowedOrder;
    private boolean traces;
    private Executor executor = new CompletableFuture<>().defaultExecutor();
    private @Nullable Executor workers;
    private @Nullable ContextCarrier carrier;
    private boolean sharedStages;
    private Consumer<Object> discard = PipelineBuilder::close;
    private int maxAbandoned = Integer.MAX_VALUE;
    private Declared declared = Declared.nothing();

    PipelineBuilder(String name) {
        this.name = Require.name("name", name);
    }

    /**
     * Limits the whole call: all attempts, and the waits before and between them. Work that runs into it is interrupted,
     * unless a time limiter of the pipeline has another mode, which then holds for this limit, too.
     *
     * @param limit how long; without one a call may take as long as its attempts do
     * @return this
     */
    public PipelineBuilder within(Duration limit) {
        totalNanos = Require.duration("within", limit);
        return this;
    }

    /**
     * Adds a private instance of a policy, further in than those before.
     *
     * @param recipe its settings
     * @return this
     */
    public PipelineBuilder with(PolicyRecipe recipe) {
        parts.add(Require.given("recipe", recipe));
        return this;
    }

    /**
     * Adds a live policy, shared with whoever else uses it, further in than those before.
     *
     * @param policy the policy
     * @return this
     */
    public PipelineBuilder with(Policy policy) {
        parts.add(Require.given("policy", policy));
        return this;
    }

    /**
     * Keeps an order of policies that would be refused.
     *
     * @param reason why; shown where the pipeline is explained
     * @return this
     */
    public PipelineBuilder allowOrder(String reason) {
        allowedOrder = Require.name("reason", reason);
        return this;
    }

    /**
     * Judges attempts otherwise than {@link Classifier#standard()}.
     *
     * @param judge the classifier
     * @return this
     */
    public PipelineBuilder classify(Classifier judge) {
        classifier = Require.given("classifier", judge);
        return this;
    }

    /**
     * Runs on another time source, usually a test's.
     *
     * @param source the time source, shared by all policies of the pipeline
     * @return this
     */
    public PipelineBuilder time(TimeSource source) {
        time = Require.given("time", source);
        return this;
    }

    /**
     * Draws jitter from another source, usually a seeded one.
     *
     * @param source the randomness of private instances
     * @return this
     */
    public PipelineBuilder randomness(Randomness source) {
        randomness = Require.given("randomness", source);
        return this;
    }

    /**
     * Registers with another registry than {@link Registry#standard()}.
     *
     * @param other the registry
     * @return this
     */
    public PipelineBuilder in(Registry other) {
        registry = Require.given("registry", other);
        return this;
    }

    /**
     * Makes rejection exceptions carry a stack trace. Off by default: under overload a trace costs more than the call.
     *
     * @return this
     */
    public PipelineBuilder rejectionTraces() {
        traces = true;
        return this;
    }

    /**
     * Where asynchronous calls go on after a wait. By default where {@link CompletableFuture} runs its asynchronous
     * stages, the common pool. A task that it refuses ends its call with a rejection, on a thread of last resort. A task
     * that it drops without a word is a call that never ends: give the call a limit, and the executor a policy that throws.
     *
     * @param tasks the executor; a task that it runs on the spot moves to a thread of last resort
     * @return this
     */
    public PipelineBuilder continueOn(Executor tasks) {
        executor = Require.given("continueOn", tasks);
        return this;
    }

    /**
     * Runs synchronous work on an executor while the caller waits. The caller then leaves on time even when the work
     * ignores its interrupt; permits of gates that hold until the work ends stay taken until it does. Without one, work
     * runs on the caller's own thread. Refused work is refused as {@code EXECUTOR_FULL}. Work that calls through a second
     * pipeline on the same executor needs a second thread of it: with a bounded pool and no limit both may wait for ever.
     *
     * @param threads the executor; one that runs tasks on the spot keeps the caller until the work ends
     * @return this
     */
    public PipelineBuilder runOn(Executor threads) {
        workers = Require.given("runOn", threads);
        return this;
    }

    /**
     * Carries what belongs to the calling thread to every attempt, fallback and continuation on another thread.
     * Captured once per call. By default nothing is carried.
     *
     * @param context for example {@link ContextCarrier#mdc()}
     * @return this
     */
    public PipelineBuilder carry(ContextCarrier context) {
        carrier = Require.given("carry", context);
        return this;
    }

    /**
     * The stages that work returns belong to others, too: they are never cancelled, and what they bring is never
     * discarded. By default the stage of an attempt that timed out or was cancelled is cancelled; nothing else is ever
     * done to it.
     *
     * @return this
     */
    public PipelineBuilder sharedStages() {
        sharedStages = true;
        return this;
    }

    /**
     * What becomes of a result that nobody will see, because it came too late or the attempt is repeated. By default an
     * {@link AutoCloseable} is closed. Never called for the answer of a fallback, for the object that a future was
     * completed with from outside, or with {@link #sharedStages}.
     *
     * @param hook called on the thread that brings the result; what it throws is reported
     * @return this
     */
    public PipelineBuilder onDiscard(Consumer<Object> hook) {
        discard = Require.given("onDiscard", hook);
        return this;
    }

    /**
     * Refuses to start work while so much abandoned work is still running: work that was cut or cancelled, and goes on.
     * By default there is no limit.
     *
     * @param most how much, at least 1
     * @return this
     */
    public PipelineBuilder maxAbandoned(int most) {
        maxAbandoned = Require.range("maxAbandoned", most, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Declares what the pipeline will carry. The linter then knows whether limits fit the load, and what hangs do to it.
     *
     * @param load for example {@code Load.perSecond(3.3).callers(50)}
     * @return this
     */
    public PipelineBuilder expecting(Load load) {
        declared = declared.with(Require.given("expecting", load));
        return this;
    }

    /**
     * Declares what sort of thing is called. By default {@link Dependency#REMOTE}.
     *
     * @param dependency what it is
     * @return this
     */
    public PipelineBuilder calls(Dependency dependency) {
        declared = declared.with(Require.given("calls", dependency));
        return this;
    }

    /**
     * Declares that whatever is called directly through this pipeline may be repeated. Operations declare it for themselves.
     *
     * @return this
     */
    public PipelineBuilder idempotent() {
        declared = declared.repeatable();
        return this;
    }

    /**
     * Declares who answers for the pipeline, for the inventory.
     *
     * @param who a team or a person
     * @return this
     */
    public PipelineBuilder owner(String who) {
        declared = declared.ownedBy(Require.name("owner", who));
        return this;
    }

    /**
     * Declares how much the pipeline matters, for the inventory.
     *
     * @param which for example {@code P0}
     * @return this
     */
    public PipelineBuilder tier(String which) {
        declared = declared.inTier(Require.name("tier", which));
        return this;
    }

    /**
     * Accepts what the linter finds. It is not logged any more and does not keep the pipeline from being built; {@link
     * Pipeline#explain()} shows it with the reason. The codes from HF015 on stand for mistakes that cannot be accepted so,
     * but for HF016.
     *
     * @param code which finding
     * @param reason why it is right here
     * @return this
     */
    public PipelineBuilder suppress(Code code, String reason) {
        Require.given("code", code);
        if (code == Code.HF015 || code == Code.HF017 || code == Code.HF018) {
            throw Require.refused(
                    "code",
                    code,
                    code == Code.HF018 ? "allowOrder(\"reason\") instead" : "a finding that can be accepted");
        }
        declared = declared.accepting(code, Require.name("reason", reason));
        return this;
    }

    private static void close(Object value) {
        if (value instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException unchecked) {
                throw unchecked;
            } catch (Exception checked) {
                throw new IllegalStateException("closing a discarded result failed", checked);
            }
        }
    }

    /**
     * Builds the pipeline and registers it.
     *
     * @return the pipeline
     * @throws IllegalArgumentException when its policies run on different time sources, stand in a wrong order, one of them
     *     stands twice, its limits have different modes, or the linter has found an error
     */
    public Pipeline build() {
        Optional<Duration> within =
                totalNanos == Deadline.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(totalNanos));
        FaultLog faults = new FaultLog(name);
        Events events = new Events(faults);
        Background background = new Background(
                executor, workers, carrier, sharedStages, discard, new CallsInFlight(time, maxAbandoned), events);
        Activity activity = new Activity(time, events, () -> readings(background.inFlight(), faults));
        PipelineInfo info = new PipelineInfo(name, policies(), within, Optional.ofNullable(allowedOrder), activity);
        Set<Policy> live = new HashSet<>();
        parts.forEach(part -> {
            if (part instanceof Policy policy) {
                live.add(policy);
            }
        });
        Dossier dossier = new Dossier(info, declared, live, time, events, faults);
        Env env = new Env(
                info,
                name,
                time,
                classifier,
                classifier.judgesResults(),
                faults,
                traces,
                null,
                background,
                dossier,
                null,
                activity.calls(name));
        Assembly.check(env);
        dossier.check();
        Pipeline built = new BuiltPipeline(Assembly.chain(env, totalNanos, true, null), registry);
        registry.register(dossier);
        return built;
    }

    private static List<Reading> readings(CallsInFlight inFlight, FaultLog faults) {
        return List.of(
                Reading.gauge("abandoned.running", "calls", inFlight::abandoned),
                Reading.counter("abandoned", "calls", inFlight::everAbandoned),
                Reading.counter("faults", "faults", faults::count));
    }

    private List<Policy> policies() {
        Map<String, Integer> kinds = new HashMap<>();
        List<Policy> policies = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof PolicyRecipe recipe) {
                int count = kinds.merge(recipe.kind(), 1, Integer::sum);
                String own = name + "/" + recipe.kind() + (count == 1 ? "" : "-" + count);
                policies.add(recipe.create(new PolicySite(own, time, randomness)));
            } else {
                policies.add((Policy) part);
            }
        }
        return policies;
    }
}
