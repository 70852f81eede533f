package io.holdfast;

import io.holdfast.call.Call;
import io.holdfast.call.CallWork;
import io.holdfast.call.Outcome;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import io.holdfast.engine.Assembly;
import io.holdfast.engine.Chain;
import io.holdfast.engine.Env;
import io.holdfast.event.FaultLog;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.PipelineInfo;
import io.holdfast.spi.Policy;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Require;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What one outbound dependency is called through: a chain of policies that keeps the caller standing while the dependency is
 * slow, failing or over quota. Build one per dependency, keep it, and share it.
 *
 * <p>The order is outermost first: retry, circuit breaker, rate limiter, bulkhead, time limit of an attempt; another order
 * is refused with the right one in the message.
 *
 * <p><b>What a call throws.</b> What the work throws, with its own type. A {@link io.holdfast.call.RejectedException} when a
 * policy refused before the work started. A {@link io.holdfast.call.TimedOutException} when the work was cut. A {@link
 * io.holdfast.call.CallInterruptedException} when the thread was interrupted while the call waited; the flag is then still
 * set. An {@link Error} counts as a failure, is never retried and is thrown as it is.
 *
 * <p><b>Thread-safety.</b> Immutable; may be shared by any number of threads. A successful {@code call} or {@code callWith}
 * allocates nothing and takes no lock.
 */
public sealed interface Pipeline permits BuiltPipeline {
    /**
     * Begins a pipeline.
     *
     * @param name what the dependency is called in messages, events and meters
     * @return a builder without policies
     */
    static Builder named(String name) {
        return new Builder(name);
    }

    /**
     * Calls the dependency.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <T extends @Nullable Object, X extends Exception> T call(Work<? extends T, X> work) throws X;

    /**
     * Calls the dependency about a subject, which keyed policies see and the lambda need not capture.
     *
     * @param subject what the call is about
     * @param work what to do, once per attempt
     * @param <S> the type of the subject
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <S extends @Nullable Object, T extends @Nullable Object, X extends Exception> T callWith(
            S subject, SubjectWork<? super S, ? extends T, X> work) throws X;

    /**
     * Calls the dependency with work that looks at its context: the attempt, the time that remains.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <T extends @Nullable Object, X extends Exception> T callAware(CallWork<? extends T, X> work) throws X;

    /**
     * Calls the dependency as part of an outer call, whose deadline holds for this one too.
     *
     * @param outer the outer call
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return its result
     * @throws X what the work threw
     */
    <T extends @Nullable Object, X extends Exception> T callWithin(Call outer, CallWork<? extends T, X> work) throws X;

    /**
     * Calls the dependency with work that returns nothing.
     *
     * @param work what to do, once per attempt
     * @param <X> what it throws
     * @throws X what the work threw
     */
    default <X extends Exception> void run(Action<X> work) throws X {
        this.<Optional<?>, X>call(() -> {
            work.run();
            return Optional.empty();
        });
    }

    /**
     * Calls the dependency and returns how it ended, whatever happens; only an {@link Error} is thrown. When the thread was
     * interrupted, its flag is set afterwards. The cheapest form where refusals are frequent.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @return the outcome
     */
    <T extends @Nullable Object> Outcome<T> tryCall(Work<? extends T, ?> work);

    /**
     * Work that calls through this pipeline whenever it is called.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @param <X> what it throws
     * @return the guarded work
     */
    default <T extends @Nullable Object, X extends Exception> Work<T, X> decorate(Work<? extends T, X> work) {
        Require.given("work", work);
        return () -> call(work);
    }

    /**
     * A {@link Callable} that calls through this pipeline whenever it is called.
     *
     * @param work what to do, once per attempt
     * @param <T> what it returns
     * @return the guarded callable
     */
    default <T extends @Nullable Object> Callable<T> decorateCallable(Callable<? extends T> work) {
        Require.given("work", work);
        return () -> call(work::call);
    }

    /**
     * Declares a use of the dependency: with a name, a key, an answer for bad days.
     *
     * @param name what this use is called
     * @param subject what a call is about
     * @param answer what it answers
     * @param <S> the type of the subject
     * @param <R> the type of the answer
     * @return a builder
     */
    <S extends @Nullable Object, R extends @Nullable Object> Operation.Builder<S, R> operation(
            String name, Class<S> subject, Class<R> answer);

    /**
     * What there is to know of this pipeline.
     *
     * @return its name, policies and limits
     */
    PipelineInfo info();

    /**
     * How many throwables of user code (classifiers, closing discarded results, gates and loops that break their contract)
     * were caught so that calls were not disturbed.
     *
     * @return the number so far; the first is logged
     */
    long faults();

    /**
     * Work that returns nothing.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Action<X extends Exception> {
        /**
         * Does the work.
         *
         * @throws X when it fails
         */
        void run() throws X;
    }

    /** Collects what a pipeline is made of. Not thread-safe. */
    final class Builder {
        private final String name;
        private final List<Object> parts = new ArrayList<>();
        private TimeSource time = TimeSource.system();
        private Randomness randomness = Randomness.system();
        private Classifier classifier = Classifier.standard();
        private Registry registry = Registry.standard();
        private long totalNanos = Deadline.NEVER;
        private @Nullable String allowedOrder;
        private boolean traces;

        private Builder(String name) {
            this.name = Require.name("name", name);
        }

        /**
         * Limits the whole call: all attempts, and the waits before and between them. Work that runs into it is interrupted.
         *
         * @param limit how long; without one a call may take as long as its attempts do
         * @return this
         */
        public Builder within(Duration limit) {
            totalNanos = Require.duration("within", limit);
            return this;
        }

        /**
         * Adds a private instance of a policy, further in than those before.
         *
         * @param recipe its settings
         * @return this
         */
        public Builder with(PolicyRecipe recipe) {
            parts.add(Require.given("recipe", recipe));
            return this;
        }

        /**
         * Adds a live policy, shared with whoever else uses it, further in than those before.
         *
         * @param policy the policy
         * @return this
         */
        public Builder with(Policy policy) {
            parts.add(Require.given("policy", policy));
            return this;
        }

        /**
         * Keeps an order of policies that would be refused.
         *
         * @param reason why; shown where the pipeline is explained
         * @return this
         */
        public Builder allowOrder(String reason) {
            allowedOrder = Require.name("reason", reason);
            return this;
        }

        /**
         * Judges attempts otherwise than {@link Classifier#standard()}.
         *
         * @param judge the classifier
         * @return this
         */
        public Builder classify(Classifier judge) {
            classifier = Require.given("classifier", judge);
            return this;
        }

        /**
         * Runs on another time source, usually a test's.
         *
         * @param source the time source, shared by all policies of the pipeline
         * @return this
         */
        public Builder time(TimeSource source) {
            time = Require.given("time", source);
            return this;
        }

        /**
         * Draws jitter from another source, usually a seeded one.
         *
         * @param source the randomness of private instances
         * @return this
         */
        public Builder randomness(Randomness source) {
            randomness = Require.given("randomness", source);
            return this;
        }

        /**
         * Registers with another registry than {@link Registry#standard()}.
         *
         * @param other the registry
         * @return this
         */
        public Builder in(Registry other) {
            registry = Require.given("registry", other);
            return this;
        }

        /**
         * Makes rejection exceptions carry a stack trace. Off by default: under overload a trace costs more than the call.
         *
         * @return this
         */
        public Builder rejectionTraces() {
            traces = true;
            return this;
        }

        /**
         * Builds the pipeline and registers it.
         *
         * @return the pipeline
         * @throws IllegalArgumentException when its policies run on different time sources, stand in a wrong order, or one
         *     of them stands twice
         */
        public Pipeline build() {
            Optional<Duration> within =
                    totalNanos == Deadline.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(totalNanos));
            PipelineInfo info = new PipelineInfo(name, policies(), within, Optional.ofNullable(allowedOrder));
            Env env = new Env(info, name, time, classifier, classifier.judgesResults(), new FaultLog(name), traces);
            Assembly.check(env);
            Pipeline built = new BuiltPipeline(Assembly.chain(env, totalNanos, true, null, null));
            registry.register(info);
            return built;
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
}

/** A record, because the compiler trusts final fields of records: see the stages of the engine. */
record BuiltPipeline(Chain chain) implements Pipeline {
    @Override
    public <T extends @Nullable Object, X extends Exception> T call(Work<? extends T, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.noSubject(), work, null, Deadline.NEVER));
    }

    @Override
    public <S extends @Nullable Object, T extends @Nullable Object, X extends Exception> T callWith(
            S subject, SubjectWork<? super S, ? extends T, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.subject(subject), work, null, Deadline.NEVER));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callAware(CallWork<? extends T, X> work) throws X {
        return chain.open(chain.<X>drive(Chain.noSubject(), work, chain.context(Chain.noSubject()), Deadline.NEVER));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callWithin(Call outer, CallWork<? extends T, X> work)
            throws X {
        return chain.open(
                chain.<X>drive(Chain.noSubject(), work, chain.context(Chain.noSubject()), outer.remainingNanos()));
    }

    @Override
    public <T extends @Nullable Object> Outcome<T> tryCall(Work<? extends T, ?> work) {
        return chain.outcome(Chain.noSubject(), work);
    }

    @Override
    public <S extends @Nullable Object, R extends @Nullable Object> Operation.Builder<S, R> operation(
            String name, Class<S> subject, Class<R> answer) {
        return new Operation.Builder<>(chain.env(), chain.totalNanos(), name);
    }

    @Override
    public PipelineInfo info() {
        return chain.env().info();
    }

    @Override
    public long faults() {
        return chain.env().faults().count();
    }
}
