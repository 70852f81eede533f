package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@code explain()} says of a hang is to the nanosecond what an asynchronous call takes, detached or not. */
class AsyncWorstCaseTest {
    private static final int CHAINS = 300;
    private static final long MILLI = 1_000_000;
    private static final Randomness LONGEST = new Randomness() {
        @Override
        public long below(long bound) {
            return bound - 1;
        }
    };

    private final VirtualTime time = VirtualTime.manual();

    private Pipeline drawn(Random random) {
        PipelineBuilder builder = Pipeline.named("p")
                .in(Registry.create())
                .time(time)
                .randomness(LONGEST)
                .continueOn(time.executor())
                .with(Retry.exponential(Duration.ofNanos((1 + random.nextInt(300)) * MILLI))
                        .withoutBudget()
                        .jitterPercent(random.nextInt(3) * 20)
                        .attempts(1 + random.nextInt(4)))
                .with(CircuitBreaker.consecutiveFailures(100))
                .with(Bulkhead.of(10));
        TimeLimiter.Recipe limit = TimeLimiter.perAttempt(Duration.ofNanos((1 + random.nextInt(1_000)) * MILLI));
        return builder.with(random.nextBoolean() ? limit : limit.detach(time.executor()))
                .build();
    }

    @Test
    void aHangTakesWhatIsExplained() {
        for (int seed = 0; seed < CHAINS; seed++) {
            Pipeline pipeline = drawn(new Random(seed));
            Duration hang = pipeline.explain().figures().longestOnHang().orElseThrow();
            CompletableFuture<String> call = pipeline.callAsync(CompletableFuture::new);
            time.advance(hang.minusNanos(1));
            assertThat(call).as("%d: %s", seed, hang).isNotDone();
            time.advance(Duration.ofNanos(1));
            assertThat(call).as("%d: %s", seed, hang).isCompletedExceptionally();
        }
    }
}
