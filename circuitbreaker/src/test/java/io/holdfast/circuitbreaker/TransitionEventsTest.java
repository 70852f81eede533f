package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransitionEventsTest {
    private final Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofNanos(1)));

    @Test
    void oneEventPerTransitionInOrderWhicheverThreadsWin() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int seed = t;
            done.add(pool.submit(() -> {
                start.await();
                for (int i = 0; i < 6_000; i++) {
                    long permit = it.ask();
                    if (permit >= 0) {
                        it.tell(permit, (i + seed) % 3 == 0 ? Verdict.SUCCESS : Verdict.ERROR);
                    }
                    if (i % 64 == seed) {
                        it.breaker.reset();
                    }
                    it.time.jump(Duration.ofNanos(1));
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();

        int count = it.transitions.size();
        assertThat(count).isGreaterThan(1_000);
        assertThat(it.transitions.stream().mapToLong(Transition::generation))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        for (int i = 1; i < count; i++) {
            assertThat(it.transitions.get(i).from())
                    .as("transition %d begins where the one before ended", i)
                    .isEqualTo(it.transitions.get(i - 1).to());
        }
    }

    /** It moves the breaker while the event of an earlier change is being delivered. */
    @Test
    void aProbeIsToldAfterTheChangeThatMadeRoomForIt() {
        Driven own = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(Duration.ofSeconds(1)));
        List<String> told = new ArrayList<>();
        own.breaker.on(Transition.class, event -> {
            if (event.to() == State.OPEN) {
                own.pass(Duration.ofSeconds(1));
                own.tell(own.admitted(), Verdict.SUCCESS);
            }
        });
        own.breaker.on(Transition.class, event -> told.add(event.to().name()));
        own.breaker.on(Probe.class, event -> told.add(event.what().name()));
        own.calls(1, Verdict.ERROR);
        assertThat(told).containsExactly("OPEN", "HALF_OPEN", "ISSUED", "PASSED", "CLOSED");
    }

    @Test
    void aListenerThatThrowsDisturbsNeitherTheBreakerNorOthers() {
        Driven own = new Driven(CircuitBreaker.consecutiveFailures(1));
        List<Transition> after = new ArrayList<>();
        own.breaker.on(Transition.class, event -> {
            throw new StackOverflowError("listener");
        });
        own.breaker.on(Transition.class, after::add);
        own.calls(1, Verdict.ERROR);

        assertThat(own.breaker.state()).isEqualTo(State.OPEN);
        assertThat(own.transitions).hasSize(1);
        assertThat(after).hasSize(1);
        assertThat(own.breaker.faults().count()).isEqualTo(1);
    }

    @Test
    void aListenerMayMoveTheBreakerItself() {
        it.breaker.on(Transition.class, event -> {
            if (event.generation() < 1_000) {
                it.breaker.reset();
            }
        });
        it.calls(1, Verdict.ERROR);

        assertThat(it.transitions)
                .extracting(Transition::generation)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(it.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aListenerSeesTheNewState() {
        List<State> seen = new ArrayList<>();
        Driven own = new Driven(CircuitBreaker.consecutiveFailures(1));
        own.breaker.on(Transition.class, event -> seen.add(own.breaker.state()));
        own.calls(1, Verdict.ERROR);
        own.breaker.reset();
        assertThat(seen).containsExactly(State.OPEN, State.CLOSED);
    }

    @Test
    void aClosedSubscriptionHearsNothingMore() {
        List<Transition> heard = new ArrayList<>();
        Subscription subscription = it.breaker.on(Transition.class, heard::add);
        it.calls(1, Verdict.ERROR);
        subscription.close();
        subscription.close();
        it.breaker.reset();

        assertThat(heard).hasSize(1);
        assertThat(it.transitions).hasSize(2);
        assertThat(it.breaker.events().subscriptions()).isEqualTo(1);
    }
}
