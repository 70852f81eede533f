package io.holdfast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Control;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Loop;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each reading of the clock, each wait and each timer of a call with a retry inside of a gate breaks once, or that after a dry run. */
class BrokenReadingTest {
    private final VirtualTime time = VirtualTime.automatic();
    private final IOException failure = new IOException("test");
    private final IllegalStateException noTime = new IllegalStateException("no time");
    private final List<Verdict> told = new ArrayList<>();
    private int breaksAt;
    private int steps;
    private int attempts;
    private int asked;
    private boolean over;

    private final class Clock extends TimeSource {
        private void step() {
            if (!over && ++steps == breaksAt) {
                throw noTime;
            }
        }

        @Override
        public long nanos() {
            step();
            return time.nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            step();
            time.park(blocker, nanos);
        }

        @Override
        public void unpark(Thread thread) {
            time.unpark(thread);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            step();
            return time.schedule(delayNanos, task);
        }
    }

    private final class Watched extends Gate {
        Watched(TimeSource clock) {
            super("watched", clock);
        }

        @Override
        public Role role() {
            return Role.CONCURRENCY;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return 1;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {
            told.add(verdict);
        }
    }

    private final class Again extends Loop {
        private final long wait;

        Again(TimeSource clock, long wait) {
            super("again", clock);
            this.wait = wait;
        }

        @Override
        public Role role() {
            return Role.RETRY;
        }

        @Override
        public long next(Attempts made) {
            asked++;
            return made.made() < 2 ? wait : STOP;
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1000000000", "true, 0", "true, 1000000000"})
    void whatTheWorkThrewSurfacesIfItIsNotRepeated(boolean asynchronous, long wait) {
        int all = play(asynchronous, wait, 0);
        assertThat(attempts).isEqualTo(2);
        for (int n = 1; n <= all; n++) {
            play(asynchronous, wait, n);
        }
    }

    private int play(boolean asynchronous, long wait, int breaks) {
        breaksAt = 0;
        over = false;
        attempts = 0;
        asked = 0;
        told.clear();
        Clock clock = new Clock();
        Pipeline pipeline = Pipeline.named("p")
                .time(clock)
                .in(Registry.create())
                .continueOn(time.executor())
                .with(new Watched(clock))
                .with(new Again(clock, wait))
                .allowOrder("test")
                .build();
        steps = 0;
        breaksAt = breaks;
        Throwable thrown = asynchronous
                ? time.await(pipeline.callAsync(() -> CompletableFuture.completedFuture(work()))
                        .handle((value, failed) -> failed))
                : pipeline.tryCall(this::work).failure().orElse(null);
        int took = steps;
        over = true;
        String when = "breaks at " + breaks + " of " + took;
        assertThat(thrown).as(when).isSameAs(attempts == 1 ? failure : null);
        assertThat(told)
                .as(when)
                .extracting(Verdict::effect)
                .containsExactly(attempts == 1 ? Effect.FAILURE : Effect.SUCCESS);
        assertThat(asked).as("asked of what the work threw, " + when).isLessThanOrEqualTo(1);
        assertThat(pipeline.inFlight()).isEmpty();
        return took;
    }

    /** What a limit under a dry run would have done is told after the call, and takes nothing from it. */
    @Test
    void dryRunOfALimitTakesNothingFromTheCall() {
        Clock clock = new Clock();
        TimeLimiter limiter = TimeLimiter.perAttempt(Duration.ofSeconds(1))
                .create(new PolicySite("limit", clock, Randomness.seeded(1)));
        Pipeline pipeline = Pipeline.named("p")
                .time(clock)
                .in(Registry.create())
                .with(limiter)
                .build();
        limiter.apply(Control.of(Control.Mode.DRY_RUN, "author", "reason"));
        steps = 0;
        assertThat(pipeline.call(() -> "value")).isEqualTo("value");
        breaksAt = steps; // the last reading
        steps = 0;
        assertThat(pipeline.call(() -> "value")).isEqualTo("value");
        steps = 0;
        assertThat(pipeline.tryCall(this::work).failure()).containsSame(failure);
        assertThat(steps).isEqualTo(breaksAt);
        limiter.removeControl();
    }

    private String work() {
        if (++attempts == 1) {
            throw io(failure);
        }
        return "value";
    }

    private static RuntimeException io(IOException failure) {
        return BrokenReadingTest.<RuntimeException>sneaky(failure);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Exception> X sneaky(Exception thrown) throws X {
        throw (X) thrown;
    }
}
