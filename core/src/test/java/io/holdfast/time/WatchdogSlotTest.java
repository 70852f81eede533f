package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every state of a slot, met by disarm, by a foreign interrupt, and by what can go wrong. */
class WatchdogSlotTest {
    private static final long LIMIT = 1_000_000_000;

    private final ManualTime time = new ManualTime(0);
    private final Watchdog dog = time.watchdog();
    private final Queue<Runnable> held = new ArrayDeque<>();

    @BeforeEach
    void flagIsClear() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
        assertThat(dog.armed()).isZero();
        time.advance(3 * LIMIT);
        assertThat(time.pending()).as("timer tasks").isZero();
        assertThat(Thread.interrupted()).as("interrupt after return").isFalse();
    }

    private WatchdogSlot armed() {
        return dog.arm(time.nanos() + LIMIT, time.nanos());
    }

    private WatchdogSlot expired() {
        WatchdogSlot slot = armed();
        time.advance(LIMIT);
        return slot;
    }

    @Test
    void inTimeNothingHappens() {
        WatchdogSlot slot = armed();
        time.advance(LIMIT - 1);
        assertThat(slot.disarm()).isFalse();
    }

    @Test
    void anInterruptThatTheWorkIgnoredIsCleared() {
        WatchdogSlot slot = expired();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(slot.disarm()).isTrue();
    }

    @Test
    void anInterruptThatTheWorkConsumedIsNotGivenBack() {
        WatchdogSlot slot = expired();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(slot.disarm(new InterruptedException())).isTrue();
    }

    @Test
    void aThreadThatThrowsAndSetsTheFlagAgainStillReturnsWithoutOurs() {
        WatchdogSlot slot = expired();
        assertThat(slot.disarm(new InterruptedException("flag left set"))).isTrue();
    }

    @Test
    void itIsInterruptedOnce() {
        WatchdogSlot slot = expired();
        assertThat(Thread.interrupted()).isTrue();
        time.advance(10 * LIMIT);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(slot.disarm()).isTrue();
    }

    @Test
    void aForeignInterruptBeforeTheExpiryIsKept() {
        WatchdogSlot slot = armed();
        Thread.currentThread().interrupt();
        time.advance(LIMIT);
        assertThat(slot.disarm()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aForeignInterruptInTimeIsKept() {
        WatchdogSlot slot = armed();
        Thread.currentThread().interrupt();
        assertThat(slot.disarm()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whenTheWorkSwallowsAForeignInterruptOursFollows() {
        WatchdogSlot slot = armed();
        Thread.currentThread().interrupt();
        time.advance(LIMIT);
        assertThat(Thread.interrupted()).isTrue();
        time.advance(WatchdogSlot.LOOK_AGAIN_NANOS);
        assertThat(Thread.currentThread().isInterrupted()).as("fired again").isTrue();
        assertThat(slot.disarm()).isTrue();
    }

    @Test
    void aForeignInterruptThatStaysIsNotFiredAgain() {
        WatchdogSlot slot = armed();
        Thread.currentThread().interrupt();
        time.advance(10 * LIMIT);
        assertThat(slot.disarm()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptedExceptionThatIsNotOfOurMakingSetsTheFlagAgain() {
        WatchdogSlot slot = armed();
        Thread.currentThread().interrupt();
        time.advance(LIMIT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(slot.disarm(new InterruptedException("of the foreign interrupt")))
                .isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptThatHasNotBeenSentYetIsTakenBack() {
        time.interrupter = held::add;
        WatchdogSlot slot = expired();
        assertThat(slot.disarm()).isTrue();
        assertThat(held).hasSize(1);
        held.remove().run();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aForeignInterruptBeforeOursIsSentIsKept() {
        time.interrupter = held::add;
        WatchdogSlot slot = expired();
        Thread.currentThread().interrupt();
        assertThat(slot.disarm()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aLateInterrupterLeavesTheNextLimitAlone() {
        time.interrupter = held::add;
        assertThat(expired().disarm()).isTrue();
        WatchdogSlot next = armed();
        held.remove().run();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(next.disarm()).isFalse();
    }

    /** The documented window: the platform keeps one flag. */
    @Test
    void aForeignInterruptAfterOursIsClearedWithIt() {
        WatchdogSlot slot = expired();
        Thread.currentThread().interrupt();
        assertThat(slot.disarm()).isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whenTheInterrupterRefusesTheTimerSendsIt() {
        for (Throwable refusal : new Throwable[] {
            new RejectedExecutionException(), new OutOfMemoryError("no thread"), new IllegalStateException("closed")
        }) {
            time.interrupter = task -> sneak(refusal);
            assertThat(expired().disarm()).isTrue();
        }
    }

    @Test
    void anInterrupterThatRunsItAndThenThrowsSendsOne() {
        AtomicReference<@Nullable WatchdogSlot> slot = new AtomicReference<>();
        time.interrupter = task -> {
            task.run();
            WatchdogSlot fired = slot.get();
            assertThat(fired != null && fired.disarm()).isTrue();
            throw new IllegalStateException("after the fact");
        };
        slot.set(armed());
        time.advance(LIMIT);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterrupterThatForgetsIsAskedAgain() {
        time.interrupter = task -> {};
        WatchdogSlot slot = expired();
        time.interrupter = Runnable::run;
        time.advance(WatchdogSlot.LOOK_AGAIN_NANOS);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(slot.disarm()).isTrue();
    }

    @Test
    void disarmWaitsForAnInterruptThatIsBeingSentAndGivesTheForeignOneBack() {
        Struck owner = new Struck(() -> {
            WatchdogSlot slot = armed();
            time.jump(LIMIT);
            Thread sender = new Thread(time::look);
            sender.start();
            spinUntil(() -> Struck.me().striking);
            Struck.me().foreignInterrupt();
            assertThat(slot.disarm()).isTrue();
            assertThat(Struck.me().delivered)
                    .as("disarm returned before the interrupt was sent")
                    .isTrue();
            assertThat(Thread.interrupted()).as("foreign interrupt").isTrue();
            joined(sender);
        });
        // not before the waiting thread has consumed the foreign one, for a park returns at once while it is set
        owner.meanwhile = () -> spinUntil(() -> owner.foreign && !owner.isInterrupted());
        owner.start();
        joined(owner);
        assertThat(owner.failure).isNull();
    }

    @Test
    void interruptingMayThrow() {
        Struck owner = new Struck(() -> {
            WatchdogSlot slot = armed();
            time.advance(LIMIT);
            assertThat(slot.disarm()).isTrue();
            assertThat(Thread.interrupted()).isFalse();
        });
        owner.meanwhile = () -> {
            throw new IllegalStateException("closing the channel");
        };
        owner.start();
        joined(owner);
        assertThat(owner.failure).isNull();
    }

    @Test
    void aLimitInsideAnotherLeavesItsInterruptWhenBothHaveExpired() {
        WatchdogSlot outer = armed();
        WatchdogSlot inner = armed();
        time.advance(LIMIT);
        assertThat(Thread.interrupted()).as("the inner work consumes it").isTrue();
        time.advance(WatchdogSlot.LOOK_AGAIN_NANOS); // the other one is sent
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(inner.disarm(new InterruptedException())).isTrue();
        assertThat(Thread.currentThread().isInterrupted())
                .as("the outer work's turn")
                .isTrue();
        assertThat(outer.disarm()).isTrue();
    }

    @Test
    void theOuterWorkIsInterruptedThoughTheInnerHasConsumedBoth() {
        WatchdogSlot outer = dog.arm(LIMIT, 0);
        WatchdogSlot inner = dog.arm(LIMIT + 1, 0);
        time.advance(LIMIT);
        assertThat(Thread.interrupted()).isTrue();
        time.advance(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(inner.disarm(new InterruptedException())).isTrue();
        assertThat(Thread.interrupted()).as("the outer work's turn").isTrue();
        assertThat(outer.disarm()).isTrue();
    }

    @Test
    void disarmingTwiceIsRefused() {
        WatchdogSlot slot = armed();
        slot.disarm();
        assertThatThrownBy(slot::disarm).isInstanceOf(IllegalStateException.class);
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** A thread that sees itself being interrupted. */
    private static final class Struck extends Thread {
        private final Runnable body;
        private Runnable meanwhile = () -> {};
        private @Nullable Throwable failure;
        private volatile boolean striking;
        private volatile boolean foreign;
        private volatile boolean delivered;

        Struck(Runnable body) {
            this.body = body;
        }

        static Struck me() {
            return (Struck) currentThread();
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }

        @Override
        public void interrupt() {
            if (currentThread() == this) {
                super.interrupt();
                return;
            }
            striking = true;
            try {
                meanwhile.run();
            } finally {
                delivered = true;
                super.interrupt();
            }
        }

        void foreignInterrupt() {
            super.interrupt();
            foreign = true;
        }
    }
}
