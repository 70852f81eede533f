package io.holdfast.cachefallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** One call of the dependency per miss, however many threads miss at once. */
class SingleFlightTest {
    private final CacheFallback<Integer, String> cache = CacheFallback.of(Integer.class, String.class, key -> key)
            .freshFor(Duration.ofMinutes(10))
            .build("cache");
    private final Operation<Integer, String> operation = Pipeline.named("p")
            .in(Registry.create())
            .build()
            .operation("o", Integer.class, String.class)
            .remember(cache)
            .build();
    private final AtomicInteger asked = new AtomicInteger();

    /** Ends when all others wait for it. */
    private String ask(Integer key, int others) throws TimeoutException {
        asked.incrementAndGet();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (waiting(key) < others) {
            LockSupport.parkNanos(100_000);
            if (System.nanoTime() - until > 0) {
                throw new TimeoutException("only " + waiting(key) + " wait");
            }
        }
        return "answer " + asked.get();
    }

    private int waiting(Integer key) {
        Flight<String> flight = cache.flights.get(new Flight.Key(key));
        return flight == null ? -1 : flight.getNumberOfDependents();
    }

    private void missesAtOnce(ExecutorService threads, int count) throws Exception {
        List<Outcome<String>> outcomes =
                Crowd.all(threads, count, () -> operation.tryCall(1, key -> ask(key, count - 1)));
        assertThat(asked).hasValue(1);
        assertThat(outcomes).allSatisfy(each -> assertThat(each.orElse(null)).isEqualTo("answer 1"));
        assertThat(cache.view().shared()).isEqualTo(count - 1);
        assertThat(cache.view().flights()).isZero();
    }

    @Test
    void aHundredPlatformThreadsMakeOneCall() throws Exception {
        ExecutorService threads = Crowd.platform(100);
        try {
            missesAtOnce(threads, 100);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aThousandVirtualThreadsMakeOneCall() throws Exception {
        ExecutorService threads = Crowd.virtual();
        try {
            missesAtOnce(threads, 1_000); // all of them are parked at once, on as many carriers as there are processors
        } finally {
            threads.shutdown();
        }
    }

    /** Without a meeting inside: some find the flight, some the answer, and some are between the two. */
    @Test
    void whoComesBetweenTheFlightAndTheAnswerAsksNobody() throws Exception {
        ExecutorService threads = Crowd.platform(4);
        int rounds = Integer.getInteger("holdfast.flights", 2_000);
        try {
            for (int round = 0; round < rounds; round++) {
                Integer key = round;
                int before = asked.get();
                Set<String> answers = Set.copyOf(
                        Crowd.all(threads, 4, () -> operation.call(key, subject -> "call " + asked.incrementAndGet()))
                                .stream()
                                .collect(Collectors.toSet()));
                assertThat(asked.get() - before).as("calls in round " + round).isEqualTo(1);
                assertThat(answers).hasSize(1);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(cache.flights).isEmpty();
    }

    @Test
    void aFailureOfTheOneWhoAskedIsSharedByAll() throws Exception {
        ExecutorService threads = Crowd.platform(20);
        try {
            List<Outcome<String>> outcomes = Crowd.all(
                    threads,
                    20,
                    () -> operation.tryCall(1, key -> {
                        ask(key, 19);
                        throw new IOException("down");
                    }));
            assertThat(asked).hasValue(1);
            assertThat(outcomes)
                    .allSatisfy(each -> assertThat(each.reasonCode()).isEqualTo(Reason.FAILED));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whenTheOneWhoAskedIsInterruptedAnotherAsks() throws Exception {
        ExecutorService threads = Crowd.platform(10);
        try {
            List<Outcome<String>> outcomes = Crowd.all(
                    threads,
                    10,
                    () -> operation.tryCall(1, key -> {
                        if (asked.incrementAndGet() == 1) {
                            while (waiting(key) < 9) {
                                LockSupport.parkNanos(100_000);
                            }
                            throw new InterruptedException("gave up");
                        }
                        return "second";
                    }));
            assertThat(asked).hasValue(2);
            assertThat(outcomes).filteredOn(Outcome::succeeded).hasSize(9);
            assertThat(outcomes)
                    .filteredOn(each -> !each.succeeded())
                    .singleElement()
                    .satisfies(each -> assertThat(each.reasonCode()).isEqualTo(Reason.CANCELLED));
        } finally {
            threads.shutdown();
        }
    }
}
