package io.holdfast.retry;

import io.holdfast.spi.Attempts;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Loop;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Repeats failed attempts, with growing and jittered waits between them, as long as a budget pays for it.
 *
 * <p><b>Guarantees.</b> Repeats failures only: never a success, a cancellation, an interrupt, an {@link Error}, or a
 * rejection (its own chain's on request). Never an operation that was not declared idempotent, nor a call for which its
 * operation has no idempotency key. Waits are whole nanoseconds from 0 to the cap; a dependency that says how long to stay
 * away (push-back) is obeyed, and not asked again when that is longer than the cap. When the next attempt would start after
 * the deadline, it is not waited for: the last real failure surfaces at once. An interrupt ends the wait at once and leaves
 * the flag set. Inside a call that another retry repeats it repeats nothing, if the outer {@link io.holdfast.call.Call} was
 * passed on. A call that succeeds at the first attempt costs one read.
 *
 * <p><b>Budget.</b> Repetitions are bounded by a share of first attempts; see {@link RetryBudget}. All calls that enter the
 * retry count as first attempts, also those that a gate further in then refuses; while such a gate is known to refuse
 * everything (an open circuit), nothing is repeated and nothing spent.
 *
 * <p><b>Defaults.</b> See {@link RetrySettings}. <b>Thread-safety.</b> May be shared by any number of pipelines.
 */
public final class Retry extends Loop implements Reconfigurable<RetrySettings> {
    private final AtomicReference<RetryPlan> plan;
    private final RetryBudget budget;
    private final boolean sharedBudget;
    private final boolean startClock;
    private final @Nullable Consumer<? super DeadLetter> deadLetters;
    private final Randomness randomness;
    private final LongAdder retries = new LongAdder();
    private final LongAdder exhausted = new LongAdder();

    Retry(RetryRecipe recipe, PolicySite site) {
        super(site.name(), site.time());
        RetryBudget shared = recipe.sharedBudget();
        if (shared != null && shared.time() != site.time()) {
            throw Require.refused(
                    "budget",
                    shared,
                    "one on the time of '" + site.name() + "'; build it with RetryBudget.of(..., time)");
        }
        this.plan = new AtomicReference<>(RetryPlan.of(recipe.settings(), recipe.custom()));
        this.budget = shared != null
                ? shared
                : new RetryBudget(site.name(), site.time(), recipe.settings().budget());
        this.sharedBudget = shared != null;
        this.startClock = !recipe.settings().within().isZero();
        this.deadLetters = recipe.deadLetters();
        this.randomness = site.randomness();
    }

    /**
     * Waits that double.
     *
     * @param delay the wait before the second attempt
     * @return a recipe for 3 attempts, waits of at most 30 s and 20 % of jitter
     */
    public static RetryRecipe exponential(Duration delay) {
        return RetryRecipe.of(RetrySettings.waits(Growth.EXPONENTIAL, delay));
    }

    /**
     * Waits that grow by the same step.
     *
     * @param delay the wait before the second attempt, and how much longer each further one is
     * @return a recipe for 3 attempts, waits of at most 30 s and 20 % of jitter
     */
    public static RetryRecipe linear(Duration delay) {
        return RetryRecipe.of(RetrySettings.waits(Growth.LINEAR, delay));
    }

    /**
     * Waits of one length.
     *
     * @param delay the wait before each further attempt
     * @return a recipe for 3 attempts and 20 % of jitter
     */
    public static RetryRecipe constant(Duration delay) {
        return RetryRecipe.of(RetrySettings.waits(Growth.CONSTANT, delay));
    }

    /**
     * Waits of one's own.
     *
     * @param waits how long to wait after how many attempts
     * @return a recipe for 3 attempts, waits of at most 30 s and 20 % of jitter
     */
    public static RetryRecipe custom(CustomBackoff waits) {
        return RetryRecipe.of(RetrySettings.waits(Growth.CUSTOM, Duration.ZERO)).waits(Require.given("waits", waits));
    }

    /**
     * No waits. For conflicts that a repetition resolves, not for dependencies in trouble.
     *
     * @return a recipe for 3 attempts
     */
    public static RetryRecipe immediate() {
        return RetryRecipe.of(RetrySettings.waits(Growth.CONSTANT, Duration.ZERO));
    }

    /**
     * For calls that somebody waits for.
     *
     * @return a recipe with {@link RetrySettings#interactive()}
     */
    public static RetryRecipe interactive() {
        return RetryRecipe.of(RetrySettings.interactive());
    }

    /**
     * For work that nobody waits for.
     *
     * @return a recipe with {@link RetrySettings#background()}
     */
    public static RetryRecipe background() {
        return RetryRecipe.of(RetrySettings.background());
    }

    /**
     * Its budget, for example to share it with a retry to be built.
     *
     * @return the budget, its own or a shared one
     */
    public RetryBudget budget() {
        return budget;
    }

    /**
     * Everything at once, for a person or a dashboard.
     *
     * @return a snapshot
     */
    public RetryView view() {
        return new RetryView(name(), settings(), retries.sum(), exhausted.sum(), budget.view());
    }

    @Override
    public RetrySettings settings() {
        return plan.get().settings().budget(budget.settings());
    }

    /**
     * Puts other settings in force from the next failure on. What the budget owes stays owed.
     *
     * @param next the settings
     * @throws IllegalArgumentException when it asks for custom waits or for a total time, and was not built with any; or when
     *     it changes a budget that is shared, which must be reconfigured itself
     */
    @Override
    public void reconfigure(RetrySettings next) {
        Require.given("settings", next);
        while (!putInForce(next)) {
            Thread.onSpinWait();
        }
    }

    private boolean putInForce(RetrySettings next) {
        RetryPlan old = plan.get();
        RetrySettings before = old.settings().budget(budget.settings());
        if (next.growth() == Growth.CUSTOM && old.custom() == null) {
            throw Require.refused("growth", next.growth(), "not custom, for a retry that was built without such waits");
        }
        if (!next.within().isZero() && !startClock) {
            throw Require.refused("within", next.within(), "zero, for a retry that was built without a total time");
        }
        if (sharedBudget && !next.budget().equals(before.budget())) {
            throw Require.refused("budget", next.budget(), "unchanged: it is shared; reconfigure the budget itself");
        }
        if (!plan.compareAndSet(old, RetryPlan.of(next, old.custom()))) {
            return false;
        }
        RetryPlan last = plan.get();
        while (!sharedBudget) { // of two at once the last plan decides, whoever comes to the budget last
            budget.reconfigure(last.settings().budget());
            RetryPlan seen = last;
            last = plan.get();
            if (last == seen) {
                break;
            }
        }
        if (events().wanted(RetryReconfigured.class)) {
            events().publish(new RetryReconfigured(name(), before, next));
        }
        return true;
    }

    @Override
    public Role role() {
        return Role.RETRY;
    }

    @Override
    public boolean asksAboutRefusals() {
        return plan.get().settings().rejections();
    }

    @Override
    public boolean startClock() {
        return startClock;
    }

    @Override
    public void begin() {
        budget.paysIn();
    }

    @Override
    public long next(Attempts attempts) {
        RetryPlan now = plan.get();
        boolean refused = attempts.refusal() != null;
        if (attempts.verdict().effect() != Effect.FAILURE
                && !(refused && (now.settings().rejections() || attempts.made() > 1))) {
            return STOP;
        }
        Decision decision = now.decide(attempts, budget, randomness, faults());
        StopReason reason = decision.reason();
        if (attempts.onTrial()) {
            return decision.waitNanos();
        } else if (reason != null) {
            ended(attempts, decision, reason, now.settings().resultEnd());
        } else {
            repeats(attempts, decision.waitNanos());
        }
        return decision.waitNanos();
    }

    private void repeats(Attempts attempts, long wait) {
        retries.increment();
        if (events().wanted(Retried.class)) {
            events().publish(new Retried(
                    name(), attempts.made(), attempts.verdict().kind(), attempts.thrown(), wait));
        }
    }

    private void ended(Attempts attempts, Decision decision, StopReason reason, ResultEnd resultEnd) {
        exhausted.increment();
        String why = decision.why();
        if (resultEnd == ResultEnd.THROW && attempts.thrown() == null && attempts.refusal() == null) {
            attempts.endWith(new RetryExhaustedException(name(), attempts.made(), why, attempts.result()));
        }
        if (events().wanted(Exhausted.class)) {
            events().publish(new Exhausted(
                    name(),
                    attempts.made(),
                    attempts.verdict().kind(),
                    attempts.firstThrown(),
                    attempts.thrown(),
                    reason,
                    why,
                    attempts.trace()));
        }
        if (deadLetters != null && decision.isFinal()) {
            bury(deadLetters, attempts, reason, why);
        }
    }

    private void bury(Consumer<? super DeadLetter> hook, Attempts attempts, StopReason reason, String why) {
        try {
            hook.accept(new DeadLetter(
                    name(),
                    attempts.subject(),
                    attempts.made(),
                    attempts.firstThrown(),
                    attempts.thrown(),
                    reason,
                    why,
                    attempts.trace()));
        } catch (Throwable broken) {
            faults().report("The hook for exhausted calls", broken);
        }
    }

    @Override
    public List<Fact> facts() {
        RetrySettings now = settings();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.Attempts(now.attempts(), now.cap().toNanos()));
        Backoff waits = Backoff.of(now);
        boolean custom = now.growth() == Growth.CUSTOM; // user code; it is asked by calls only
        facts.add(new Fact.Waits(
                made -> custom ? 0 : waits.shortest(made),
                made -> custom ? now.cap().toNanos() : waits.longest(made),
                now.within().toNanos()));
        if (now.budget().enabled()) {
            facts.add(new Fact.RetryBudget(now.budget().percent(), now.budget().burst()));
        }
        return List.copyOf(facts);
    }

    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.counter("retries", "attempts", retries::sum));
        readings.add(Reading.counter("exhausted", "calls", exhausted::sum));
        readings.add(Reading.gauge("budget.available", "attempts", budget::available));
        readings.add(Reading.counter("budget.refused", "attempts", budget::refused));
        return readings;
    }
}
