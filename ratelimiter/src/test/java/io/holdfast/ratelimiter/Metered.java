package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A limiter on virtual time, asked by hand as a driver would. */
final class Metered {
    final VirtualTime time;
    final RateLimiter limiter;
    private final long zero;

    Metered(RateLimiterRecipe recipe, long clockStart) {
        time = VirtualTime.automatic(clockStart);
        zero = clockStart;
        limiter = recipe.create(new PolicySite("r", time, Randomness.seeded(1)));
    }

    /** Sets the clock to so long after its start, also backwards. */
    Metered at(Duration sinceStart) {
        time.jump(Duration.ofNanos(zero + sinceStart.toNanos() - time.nanos()));
        return this;
    }

    Metered atNanos(long sinceStart) {
        return at(Duration.ofNanos(sinceStart));
    }

    long ask() {
        return limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
    }

    /** One letter: A for allowed, d for denied. */
    String tried() {
        return ask() >= 0 ? "A" : "d";
    }

    /** How many are admitted until the first denial. */
    int exhausted() {
        int admitted = 0;
        while (ask() >= 0) {
            admitted++;
        }
        return admitted;
    }

    long retryAfterNanos() {
        long code = ask();
        assertThat(code).isNegative();
        assertThat(Refusal.kind(code)).isEqualTo(RejectionKind.RATE_LIMITED);
        return Refusal.retryAfterNanos(code);
    }

    /** A place in the line; null when refused. */
    @Nullable
    Ticket reserved() {
        Ticket ticket = new Ticket(Gate.NO_SUBJECT, time.nanos(), time.nanos() + Deadline.NEVER, () -> {});
        return limiter.enqueue(ticket, time.nanos(), Deadline.NONE) == 0 ? ticket : null;
    }

    void refund(long permit) {
        limiter.settle(permit, Verdict.UNUSED, time.nanos(), time.nanos());
    }
}
