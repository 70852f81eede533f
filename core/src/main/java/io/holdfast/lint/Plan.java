package io.holdfast.lint;

import io.holdfast.explain.Load;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Role;
import io.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain as the linter sees it.
 *
 * @param name the name of the pipeline
 * @param withinNanos the limit of the whole call, or NEVER
 * @param parts its policies, outermost first
 * @param declared what the user has said of it
 */
record Plan(String name, long withinNanos, List<Part> parts, Declared declared) {
    /** A fact with the policy that it is about. */
    record Known<F extends Fact>(Part part, F fact) {}

    /** All facts of one sort, outermost first. */
    <F extends Fact> List<Known<F>> all(Class<F> type) {
        List<Known<F>> known = new ArrayList<>();
        for (Part part : parts) {
            part.all(type).forEach(fact -> known.add(new Known<>(part, fact)));
        }
        return known;
    }

    /** The shortest limit of an attempt, or NEVER. */
    long attemptNanos() {
        return all(Fact.TimeLimit.class).stream()
                .filter(limit -> limit.fact().scope() == Role.ATTEMPT_LIMIT)
                .mapToLong(limit -> limit.fact().nanos())
                .min()
                .orElse(Deadline.NEVER);
    }

    /** After which time an attempt that hangs has ended, or NEVER. */
    long cutNanos() {
        return Math.min(attemptNanos(), withinNanos);
    }

    /** The most attempts of one call. */
    long attempts() {
        long product = 1;
        for (Known<Fact.Attempts> loop : all(Fact.Attempts.class)) {
            product = Numbers.times(product, loop.fact().max());
        }
        return product;
    }

    /** How many calls can be inside at one time: what is declared, or what the bulkheads let in; 0 when neither is known. */
    long insideAtOnce() {
        long most = declared.load().callers() == 0
                ? Deadline.NEVER
                : declared.load().callers();
        for (Known<Fact.Concurrency> bulkhead : all(Fact.Concurrency.class)) {
            most = Math.min(most, bulkhead.fact().permits());
        }
        return most == Deadline.NEVER ? 0 : most;
    }

    Load load() {
        return declared.load();
    }
}
