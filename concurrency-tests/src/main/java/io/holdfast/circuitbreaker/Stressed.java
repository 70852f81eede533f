package io.holdfast.circuitbreaker;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import io.holdfast.time.TimeSource;
import java.time.Duration;

/**
 * A breaker, asked and told as a driver would. Its clock is the machine's; that an open wait or a lease is over, a caller says
 * with the reading of the clock that it shares.
 */
final class Stressed {
    /** Triggers that two failures reach, one for each sort of word. */
    static final String RUN = "2 consecutive failures";

    static final String INSTANTS = "2 failures in 10s";
    static final String BY_CALLS = "100% failures of 2 calls, min 2";
    static final String BY_TIME = "100% failures in 10s, min 2";

    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final PolicySite SITE = new PolicySite("b", TimeSource.system(), Randomness.seeded(1));

    final CircuitBreaker breaker;

    /** When it was made. */
    final long made = TimeSource.system().nanos();

    Stressed(String trigger) {
        this(CircuitBreaker.opensOn(Trigger.parse(trigger)));
    }

    Stressed(CircuitBreaker.Recipe recipe) {
        breaker = recipe.create(SITE);
    }

    /** One failure opens it; open for an hour; it has failed. */
    static Stressed opened(int probes, int mustPass) {
        Stressed opened = new Stressed(CircuitBreaker.consecutiveFailures(1)
                .openFor(Duration.ofHours(1))
                .probes(probes, mustPass));
        opened.tell(opened.admitted(0), Verdict.ERROR);
        return opened;
    }

    /** By a clock that has gone on by so many hours, and a bit. */
    long ask(int hours) {
        return breaker.enter(made + hours * (HOUR + MINUTE), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** One that is let in. */
    long admitted(int hours) {
        long permit = ask(hours);
        if (permit < 0) {
            throw new IllegalStateException("refused");
        }
        return permit;
    }

    void tell(long permit, Verdict verdict) {
        breaker.settle(permit, verdict, made, made + 1);
    }

    /** The state as of now. */
    String state() {
        return breaker.view().state().name();
    }

    int transitions() {
        return (int) breaker.view().transitions();
    }

    int out() {
        return breaker.view().inFlight().orElse(0);
    }
}
