package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Call;
import io.holdfast.call.DeadlineExceededException;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.TimedOutException;
import io.holdfast.retry.Retry;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code within}: one limit for all attempts and all waits. */
class TotalLimitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final Conservation on = new Conservation();

    private int ran;

    private String sleepy(Duration nap) throws InterruptedException {
        ran++;
        on.time.sleep(nap);
        return "awake";
    }

    @Test
    void workIsCutWhenTheWholeCallHasTakenTooLong() {
        Pipeline pipeline = on.pipeline("p", builder -> builder.within(SECOND));
        assertThatThrownBy(() -> pipeline.call(() -> sleepy(SECOND.multipliedBy(9))))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.limitedBy()).isEqualTo("p");
                    assertThat(cut.limit()).isEqualTo(SECOND);
                });
        assertThat(on.time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void attemptsAndBackOffShareTheLimit() {
        Pipeline pipeline = on.pipeline(
                "p",
                builder -> builder.within(Duration.ofMillis(5_500))
                        .with(Retry.constant(SECOND).attempts(100).jitterPercent(0)));
        assertThatThrownBy(() -> pipeline.call(() -> {
                    sleepy(SECOND);
                    throw new IOException("down");
                }))
                .as("starts at 0, 2, 4; a wait from 5 on would reach the deadline")
                .hasMessage("down");
        assertThat(ran).isEqualTo(3);
        assertThat(on.time.nanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void theAttemptsLimitAppliesUntilLessRemainsOfTheWhole() {
        Pipeline pipeline = on.pipeline(
                "p",
                builder -> builder.within(Duration.ofSeconds(5))
                        .with(Retry.immediate().attempts(9))
                        .with(TimeLimiter.perAttempt(Duration.ofSeconds(2))));
        assertThatThrownBy(() -> pipeline.callAware(call -> {
                    assertThat(call.remaining()).contains(Duration.ofSeconds(call.attempt() == 3 ? 1 : 2));
                    return sleepy(Duration.ofMinutes(1));
                }))
                .isInstanceOfSatisfying(TimedOutException.class, cut -> {
                    assertThat(cut.attempt()).isEqualTo(3);
                    assertThat(cut.limitedBy()).isEqualTo("p");
                    assertThat(cut.limit()).isEqualTo(SECOND);
                });
        assertThat(on.time.nanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void waitingForAPermitCountsTowardsTheWholeButNotTowardsTheAttempt() throws Exception {
        Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1).queue(1, Duration.ofSeconds(30)));
        Pipeline pipeline = on.pipeline(
                "p",
                builder -> builder.within(Duration.ofSeconds(10))
                        .with(bulkhead)
                        .with(TimeLimiter.perAttempt(Duration.ofSeconds(6))));
        var held = bulkhead.tryAcquire();
        on.time.schedule(Duration.ofSeconds(5).toNanos(), held::close);
        String answer = pipeline.callAware(call -> {
            assertThat(call.remaining()).as("5 of 10 s are gone").contains(Duration.ofSeconds(5));
            return sleepy(Duration.ofSeconds(4));
        });
        assertThat(answer).isEqualTo("awake");

        var again = bulkhead.tryAcquire();
        on.time.schedule(Duration.ofSeconds(2).toNanos(), again::close);
        assertThat(pipeline.call(() -> sleepy(Duration.ofMillis(5_999)))).isEqualTo("awake");
    }

    @Test
    void anInnerCallNeverOutlivesTheOuterOne() {
        Pipeline inner = on.pipeline("inner", builder -> builder.within(Duration.ofSeconds(30)));
        Pipeline outer = on.pipeline("outer", builder -> builder.within(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> outer.callAware(call -> {
                    on.time.sleep(SECOND);
                    return inner.callWithin(call, nested -> {
                        assertThat(nested.remaining()).contains(Duration.ofSeconds(2));
                        assertThat(nested.pipeline()).isEqualTo("inner");
                        return sleepy(Duration.ofMinutes(1));
                    });
                }))
                .isInstanceOf(TimedOutException.class);
        assertThat(on.time.nanos()).isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void anInnerLimitThatIsTighterHolds() {
        Pipeline inner = on.pipeline("inner", builder -> builder.within(SECOND));
        Pipeline outer = on.pipeline("outer", builder -> builder.within(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> outer.callAware(call -> inner.callWithin(call, nested -> sleepy(SECOND.plus(SECOND)))))
                .isInstanceOfSatisfying(
                        TimedOutException.class,
                        cut -> assertThat(cut.limitedBy()).isEqualTo("inner"));
        assertThat(on.time.nanos()).isEqualTo(SECOND.toNanos());
    }

    /** The context of a call that runs elsewhere, so that nothing but the inner call enforces its time. */
    private record Elsewhere(long remainingNanos) implements Call {
        @Override
        public String pipeline() {
            return "elsewhere";
        }

        @Override
        public String operation() {
            return "elsewhere";
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public Optional<String> idempotencyKey() {
            return Optional.empty();
        }
    }

    @Test
    void theOuterDeadlineCutsAnInnerCallThatHasNoLimitOfItsOwn() {
        Pipeline inner = on.pipeline("inner", builder -> builder.with(Bulkhead.of(1)));
        Call outer = new Elsewhere(SECOND.toNanos());
        assertThatThrownBy(() -> inner.callWithin(outer, nested -> sleepy(Duration.ofMinutes(1))))
                .isInstanceOfSatisfying(
                        TimedOutException.class, cut -> assertThat(cut.limit()).isEqualTo(SECOND));
        assertThat(on.time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void anInnerCallDoesNotStartOnceTheOuterTimeIsUp() {
        Pipeline inner = on.pipeline("inner", builder -> builder);
        Pipeline outer = on.pipeline("outer", builder -> builder.within(SECOND));
        assertThatThrownBy(() -> outer.callAware(call -> {
                    on.time.jump(SECOND);
                    assertThatThrownBy(() -> inner.callWithin(call, nested -> sleepy(SECOND)))
                            .isInstanceOfSatisfying(DeadlineExceededException.class, refused -> {
                                assertThat(refused.kind()).isEqualTo(RejectionKind.DEADLINE);
                                assertThat(refused.pipeline()).isEqualTo("inner");
                            });
                    throw new IOException("over");
                }))
                .isInstanceOf(IOException.class);
        assertThat(ran).isZero();
    }

    @Test
    void anOuterCallWithoutALimitLimitsNothing() {
        Pipeline inner = on.pipeline("inner", builder -> builder);
        Pipeline outer = on.pipeline("outer", builder -> builder);
        String answer = outer.callAware(call -> inner.callWithin(call, nested -> {
            assertThat(nested.remaining()).isEmpty();
            return "unlimited";
        }));
        assertThat(answer).isEqualTo("unlimited");
    }
}
