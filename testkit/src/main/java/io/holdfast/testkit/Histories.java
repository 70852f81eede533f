package io.holdfast.testkit;

import io.holdfast.spi.Require;
import io.holdfast.time.Randomness;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Runs random histories: many seeds, from each of which a fresh subject and a list of steps follow. When one fails, it is
 * made as short as possible, and the failure names the seed, the steps that are left, and one command that replays it.
 *
 * <pre>{@code
 * Histories.of(random -> new Account(), random -> {
 *             int sum = random.nextInt(100);
 *             return Histories.step("pay in " + sum, account -> account.payIn(sum));
 *         })
 *         .finallyCheck(Account::balanced)
 *         .run(10_000);
 * }</pre>
 *
 * <p><b>System properties.</b> {@code holdfast.seed=123} runs that history alone; {@code holdfast.histories=1000000} sets
 * how many are run, as for a night. <b>Rules.</b> A step must follow from what it was made of: it may not draw random numbers
 * nor keep state, for it is run again on fresh subjects. <b>Thread-safety.</b> Immutable; runs on the calling thread.
 *
 * @param <S> what the steps are applied to
 */
public final class Histories<S> {
    private static final int STEPS = 25;
    private static final int MOST_STEPS = 1_000_000;

    private final Function<RandomGenerator, ? extends S> subject;
    private final Function<RandomGenerator, Step<? super S>> steps;
    private final Consumer<? super S> last;
    private final int length;

    private Histories(
            Function<RandomGenerator, ? extends S> subject,
            Function<RandomGenerator, Step<? super S>> steps,
            Consumer<? super S> last,
            int length) {
        this.subject = subject;
        this.steps = steps;
        this.last = last;
        this.length = length;
    }

    /**
     * One step of a history.
     *
     * @param <S> what it is applied to
     */
    public interface Step<S> {
        /**
         * Does it, and checks what can be checked at once.
         *
         * @param subject what it is applied to
         * @throws Exception when something is wrong, just as any {@link AssertionError}
         */
        void apply(S subject) throws Exception;
    }

    /**
     * A step with words for it.
     *
     * @param words what the list of steps shows
     * @param step what it does
     * @param <S> what it is applied to
     * @return the step
     */
    public static <S> Step<S> step(String words, Step<S> step) {
        Require.given("words", words);
        Require.given("step", step);
        return new Step<>() {
            @Override
            public void apply(S subject) throws Exception {
                step.apply(subject);
            }

            @Override
            public String toString() {
                return words;
            }
        };
    }

    /**
     * Histories of 25 steps.
     *
     * @param subject makes a fresh subject; the same for the same numbers
     * @param steps draws the next step
     * @param <S> what the steps are applied to
     * @return the histories
     */
    public static <S> Histories<S> of(
            Function<RandomGenerator, ? extends S> subject, Function<RandomGenerator, Step<? super S>> steps) {
        return new Histories<>(Require.given("subject", subject), Require.given("steps", steps), any -> {}, STEPS);
    }

    /**
     * How long each is.
     *
     * @param count how many steps, from 1 to 1,000,000
     * @return other histories
     */
    public Histories<S> length(int count) {
        return new Histories<>(subject, steps, last, Require.range("length", count, 1, MOST_STEPS));
    }

    /**
     * What must hold after the last step.
     *
     * @param check throws when it does not
     * @return other histories
     */
    public Histories<S> finallyCheck(Consumer<? super S> check) {
        return new Histories<>(subject, steps, Require.given("check", check), length);
    }

    /**
     * Runs them, each with a seed of its own that nobody has chosen.
     *
     * @param histories how many, from 1 to 1,000,000,000, unless a system property says otherwise
     * @return how many were run
     * @throws AssertionError at the first that fails, with what failed as its cause
     */
    public long run(long histories) {
        long asked = Require.range("histories", histories, 1, 1_000_000_000);
        Long only = Long.getLong("holdfast.seed");
        long count = only != null
                ? 1
                : Require.range("holdfast.histories", Long.getLong("holdfast.histories", asked), 1, 1_000_000_000_000L);
        long first = only != null ? only : Randomness.system().below(Long.MAX_VALUE);
        for (long i = 0; i < count; i++) {
            History<S> history = History.draw(first + i, subject, steps, last, length);
            Throwable failure = history.run();
            if (failure != null) {
                throw history.shrink(failure).report(length, Replay.command(first + i));
            }
        }
        return count;
    }
}
