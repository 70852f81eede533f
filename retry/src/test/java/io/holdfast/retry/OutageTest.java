package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dependency that is down for all of the time: what the retries of its clients add to its load, on virtual time. */
class OutageTest {
    private static final IOException DOWN = new IOException("down");
    private static final long SECOND = 1_000_000_000;
    private static final RetryBudgetSettings DEFAULT = RetryBudgetSettings.DEFAULT;
    private static final double RATIO = DEFAULT.percent() / 100;
    private static final double FLOOR_SHARE = DEFAULT.floorPercent() / 100;

    /** One process: a pipeline with a retry, and how often it called. */
    private static final class Client {
        final Retry retry;
        final Pipeline pipeline;
        long calls;
        long attempts;

        Client(VirtualTime time, RetryRecipe recipe, long seed) {
            retry = recipe.create(new PolicySite("client-" + seed, time, Randomness.seeded(seed)));
            pipeline = Pipeline.named("client-" + seed)
                    .time(time)
                    .in(Registry.create())
                    .with(retry)
                    .build();
        }

        void call() {
            calls++;
            pipeline.tryCall(() -> {
                attempts++;
                throw DOWN;
            });
        }

        /** B3 of this process, to the last repetition. */
        void assertBounded(double seconds) {
            double floor = Math.min(DEFAULT.floorPerSecond() * seconds, FLOOR_SHARE * calls) + 1;
            long most = (long) Math.floor(DEFAULT.burst() + RATIO * calls + floor + 1e-6);
            assertThat(attempts - calls).as("%d calls in %s s", calls, seconds).isLessThanOrEqualTo(most);
            assertThat(attempts - calls).isEqualTo(retry.view().retries());
        }
    }

    private final VirtualTime time = VirtualTime.automatic();
    private final List<Client> clients = new ArrayList<>();

    private void clients(int count, RetryRecipe recipe) {
        for (int i = 0; i < count; i++) {
            clients.add(new Client(time, recipe, i));
        }
    }

    /** All clients call at the same rate, one after the other. Returns the attempts per call from then on. */
    private double load(double callsPerSecondEach, int callsEach) {
        long before = attempts();
        long calls = calls();
        long pause = Math.round(SECOND / callsPerSecondEach / clients.size());
        for (int i = 0; i < callsEach; i++) {
            for (Client client : clients) {
                client.call();
                time.advance(Duration.ofNanos(pause));
            }
        }
        return (attempts() - before) / (double) (calls() - calls);
    }

    private long attempts() {
        return clients.stream().mapToLong(client -> client.attempts).sum();
    }

    private long calls() {
        return clients.stream().mapToLong(client -> client.calls).sum();
    }

    /** The retry waits nowhere, so that the rate of calls is what the test says. */
    private static RetryRecipe atOnce() {
        return Retry.immediate().attempts(3);
    }

    @ParameterizedTest(name = "{0} clients, {1} calls a second each")
    @CsvSource({
        "1, 0.1, 2000",
        "1, 1, 2000",
        "1, 10, 5000",
        "1, 100, 20000",
        "1, 1000, 50000",
        "1000, 0.1, 100",
        "1000, 1, 200",
        "1000, 10, 200",
        "1000, 100, 200",
        "1000, 1000, 200"
    })
    void repetitionsObeyTheIdentityAndTheLoadIsBounded(int count, double rate, int callsEach) {
        clients(count, atOnce());
        int warm = 200;
        double first = load(rate, warm);
        double then = load(rate, callsEach);
        double seconds = (warm + callsEach) / rate;
        clients.forEach(client -> client.assertBounded(seconds));

        double floor = Math.min(DEFAULT.floorPerSecond() / rate, FLOOR_SHARE);
        double burst = (DEFAULT.burst() + 1.0) / warm;
        System.out.printf(
                "outage: %4d clients, %6.1f calls/s each: load %.3f in the first %d calls, then %.4f (at most %.4f)%n",
                count, rate, first, warm, then, 1 + RATIO + floor);
        assertThat(first).isLessThanOrEqualTo(1 + RATIO + floor + burst + 1e-9);
        assertThat(then).isLessThanOrEqualTo(1 + RATIO + floor + 1.0 / callsEach + 1e-9);
        assertThat(then).as("what is paid for is also given").isGreaterThan(1 + RATIO - 1.0 / callsEach - 0.001);
    }

    /** Not from the start alone: between any two calls, while the rate of calls changes. */
    @Test
    void theIdentityHoldsInEveryInterval() {
        clients(1, atOnce());
        Client client = clients.get(0);
        SplittableRandom random = new SplittableRandom(7);
        int calls = 3_000;
        long[] at = new long[calls + 1];
        long[] repeated = new long[calls + 1];
        double[] rates = {0.1, 1, 10, 100, 1_000};
        double rate = 1;
        for (int i = 0; i < calls; i++) {
            rate = i % 150 == 0 ? rates[random.nextInt(rates.length)] : rate;
            at[i] = time.nanos();
            client.call();
            repeated[i + 1] = client.attempts - client.calls;
            time.advance(Duration.ofNanos((long) (SECOND / rate * random.nextDouble() * 2)));
        }
        double least = Double.MAX_VALUE;
        for (int from = 0; from < calls; from++) {
            for (int to = from + 1; to <= calls; to++) {
                double seconds = (at[to - 1] - at[from]) / (double) SECOND;
                int first = to - from;
                double floor = Math.min(DEFAULT.floorPerSecond() * seconds, FLOOR_SHARE * first) + 1;
                double room = DEFAULT.burst() + RATIO * first + floor - (repeated[to] - repeated[from]);
                least = Math.min(least, room);
            }
        }
        System.out.printf("outage: in the tightest of all intervals there was room for %.2f repetitions more%n", least);
        assertThat(least).isGreaterThanOrEqualTo(-1e-6);
        assertThat(repeated[calls]).as("what is paid for is also given").isGreaterThan((long) (RATIO * calls) - 1);
    }

    @Test
    void aThousandSmallClientsAreNoStorm() {
        clients(1_000, atOnce());
        double whole = load(0.1, 360); // an hour
        double bound = 1 + RATIO + FLOOR_SHARE + (DEFAULT.burst() + 1) / 360.0;
        System.out.printf(
                "outage: 1000 clients at 0.1/s for an hour, savings included: load %.4f (at most %.4f)%n",
                whole, bound);
        assertThat(whole).isLessThanOrEqualTo(bound);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 10, 1_000})
    void withoutABudgetTheLoadIsThreefold(double rate) {
        clients(1_000, atOnce().withoutBudget());
        assertThat(load(rate, 20)).isEqualTo(3);
    }

    @Test
    void clientsThatShareABudgetAreOne() {
        RetryBudget shared = RetryBudget.of("dependency", DEFAULT, time);
        clients(100, atOnce().budget(shared));
        load(1, 200);
        double floor = Math.min(200, FLOOR_SHARE * calls()) + 1;
        assertThat(attempts() - calls()).isLessThanOrEqualTo((long) (DEFAULT.burst() + RATIO * calls() + floor));
        assertThat(shared.view().granted()).isEqualTo(attempts() - calls());
    }

    @Test
    void aHealthyFleetPaysInNothing() {
        clients(1, atOnce());
        Client client = clients.get(0);
        for (int i = 0; i < 1_000; i++) {
            client.pipeline.call(() -> "fine");
        }
        assertThat(client.retry.budget().available()).isEqualTo(10);
        assertThat(load(1, 10)).as("and has its savings when it needs them").isGreaterThanOrEqualTo(2);
    }
}
