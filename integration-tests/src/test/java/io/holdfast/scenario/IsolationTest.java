package io.holdfast.scenario;

import static io.holdfast.testkit.Isolation.assertIsolated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.RejectionKind;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two policies made from one recipe share nothing, nor do two pipelines; and where they do, it shows. */
class IsolationTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.automatic();
    private final PolicySite site = new PolicySite("same", time, Randomness.seeded(1));

    static List<PolicyRecipe> recipes() {
        return List.of(
                CircuitBreaker.consecutiveFailures(3),
                CircuitBreaker.failures(3).within(SECOND),
                RateLimiter.permits(5).per(SECOND).maxWait(SECOND),
                Bulkhead.of(4).queue(2, SECOND),
                Retry.exponential(SECOND),
                TimeLimiter.perAttempt(SECOND));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void policiesOfOneRecipe(PolicyRecipe recipe) {
        assertIsolated(recipe.create(site), recipe.create(site));
        assertThat(Control.active()).isZero();
    }

    private Pipeline pipeline(Bulkhead bulkhead) {
        return Pipeline.named("same")
                .time(time)
                .in(Registry.create())
                .with(Retry.exponential(SECOND))
                .with(CircuitBreaker.consecutiveFailures(50))
                .with(RateLimiter.permits(5).per(SECOND))
                .with(bulkhead)
                .build();
    }

    @Test
    void pipelines() {
        assertIsolated(
                pipeline(Bulkhead.of(2).create(site)), pipeline(Bulkhead.of(2).create(site)));
    }

    @Test
    void aSharedPolicyShows() {
        Bulkhead shared = Bulkhead.of(2).create(site);
        assertThatThrownBy(() -> assertIsolated(shared, shared)).hasMessageContaining("one and the same");
        assertThatThrownBy(() -> assertIsolated(pipeline(shared), pipeline(shared)))
                .hasMessage("both pipelines share Bulkhead 'same'");
    }

    /** Counts in a place that all of them share. */
    private static final class Sharing extends Gate {
        private final AtomicInteger permits;
        private final AtomicInteger calls;
        private final boolean returns;

        Sharing(PolicySite site, AtomicInteger permits, AtomicInteger calls, boolean returns) {
            super(site.name(), site.time());
            this.permits = permits;
            this.calls = calls;
            this.returns = returns;
        }

        @Override
        public Role role() {
            return Role.CONCURRENCY;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            if (permits.getAndDecrement() > 0) {
                return 0;
            }
            permits.incrementAndGet();
            return refuse(RejectionKind.OTHER, 0);
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {
            calls.incrementAndGet();
            permits.addAndGet(returns || verdict == Verdict.UNUSED ? 1 : 0);
        }

        @Override
        public List<Reading> readings() {
            return List.of(Reading.counter("calls", "calls", calls::get));
        }
    }

    @Test
    void sharedStateShows() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> assertIsolated(
                        new Sharing(site, new AtomicInteger(5), calls, true),
                        new Sharing(site, new AtomicInteger(5), calls, true)))
                .hasMessageStartingWith("not isolated: Sharing 'same': its reading calls went from ");
        AtomicInteger permits = new AtomicInteger(5);
        assertThatThrownBy(() -> assertIsolated(
                        new Sharing(site, permits, new AtomicInteger(), false),
                        new Sharing(site, permits, new AtomicInteger(), false)))
                .hasMessageContaining("it admits 0 calls, before 5");
    }

    @Test
    void aSharedListenerShowsAndTheOtherWayRoundToo() {
        Bulkhead one = Bulkhead.of(1).create(site);
        Bulkhead other = Bulkhead.of(1).create(site);
        other.on(io.holdfast.spi.Rejected.class, event -> one.events().publish(event));
        assertThatThrownBy(() -> assertIsolated(one, other)).hasMessageContaining("it published [");
        assertThatThrownBy(() -> assertIsolated(other, one)).hasMessageContaining("it published [");
    }
}
