package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker.Recipe;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A breaker on virtual time, asked and told by hand as a driver would. Keeps all its transitions. */
final class Driven {
    final VirtualTime time;
    final CircuitBreaker breaker;
    final List<Transition> transitions = new ArrayList<>();

    Driven(Recipe recipe, long clockStart) {
        this(recipe, VirtualTime.automatic(clockStart));
    }

    Driven(Recipe recipe, VirtualTime shared) {
        time = shared;
        breaker = recipe.create(new PolicySite("b", time, Randomness.seeded(1)));
        breaker.on(Transition.class, transitions::add);
    }

    Driven(Recipe recipe) {
        this(recipe, 0);
    }

    long ask() {
        return breaker.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    long admitted() {
        long permit = ask();
        assertThat(permit).as("an admission").isNotNegative();
        return permit;
    }

    /** Asserts a refusal; returns its retry-after. */
    Duration refused() {
        long code = ask();
        assertThat(code).as("a refusal").isNegative();
        assertThat(Refusal.kind(code)).isEqualTo(RejectionKind.CIRCUIT_OPEN);
        return breaker.refused("p", code).retryAfter().orElse(Duration.ZERO);
    }

    void tell(long permit, Verdict verdict) {
        tell(permit, verdict, time.nanos());
    }

    void tell(long permit, Verdict verdict, long start) {
        breaker.settle(permit, verdict, start, time.nanos());
    }

    void calls(int count, Verdict verdict) {
        for (int i = 0; i < count; i++) {
            tell(admitted(), verdict);
        }
    }

    void pass(Duration span) {
        time.advance(span);
    }

    List<String> path() {
        return transitions.stream().map(t -> t.from() + ">" + t.to()).toList();
    }
}
