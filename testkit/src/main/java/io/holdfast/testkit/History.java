package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One history: a seed, and the steps that are left of it. */
final class History<S> {
    private static final int MOST_RUNS = 20_000;

    private final long seed;
    private final Function<RandomGenerator, ? extends S> subject;
    private final Consumer<? super S> last;
    private final List<Histories.Step<? super S>> steps;
    private @Nullable Throwable failure;

    private History(
            long seed,
            Function<RandomGenerator, ? extends S> subject,
            Consumer<? super S> last,
            List<Histories.Step<? super S>> steps) {
        this.seed = seed;
        this.subject = subject;
        this.last = last;
        this.steps = steps;
    }

    static <S> History<S> draw(
            long seed,
            Function<RandomGenerator, ? extends S> subject,
            Function<RandomGenerator, Histories.Step<? super S>> draws,
            Consumer<? super S> last,
            int length) {
        RandomGenerator random =
                new SeededGenerator(~seed); // not the subject's, or the steps would depend on its draws
        List<Histories.Step<? super S>> steps = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            steps.add(draws.apply(random));
        }
        return new History<>(seed, subject, last, steps);
    }

    /** Null when it holds. */
    @Nullable
    Throwable run() {
        try {
            S fresh = subject.apply(new SeededGenerator(seed));
            for (Histories.Step<? super S> step : steps) {
                step.apply(fresh);
            }
            last.accept(fresh);
            failure = null;
        } catch (Throwable thrown) {
            failure = thrown;
        }
        return failure;
    }

    private History<S> of(List<Histories.Step<? super S>> fewer) {
        return new History<>(seed, subject, last, fewer);
    }

    private boolean failsLike(Throwable first) {
        Throwable thrown = run();
        return thrown != null && thrown.getClass() == first.getClass();
    }

    /** The shortest beginning that fails, then without every single step that it does not need. */
    History<S> shrink(Throwable first) {
        int runs = 0;
        History<S> shortest = this;
        for (int length = 0; length < steps.size() && runs < MOST_RUNS; length++, runs++) {
            History<S> prefix = of(steps.subList(0, length));
            if (prefix.failsLike(first)) {
                shortest = prefix;
                break;
            }
        }
        for (int i = 0; i < shortest.steps.size() && runs < MOST_RUNS; runs++) {
            List<Histories.Step<? super S>> fewer = new ArrayList<>(shortest.steps);
            fewer.remove(i);
            History<S> without = of(fewer);
            if (without.failsLike(first)) {
                shortest = without;
                i = 0; // what was needed before may not be needed any more
            } else {
                i++;
            }
        }
        return shortest;
    }

    AssertionError report(int length, String replay) {
        StringBuilder text = new StringBuilder("history with seed " + seed + " of " + length + " steps fails: "
                + failure + "\nshrunk to " + steps.size() + " steps:");
        for (int i = 0; i < steps.size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(steps.get(i));
        }
        return new AssertionError(text + "\nreplay: " + replay, failure);
    }
}
