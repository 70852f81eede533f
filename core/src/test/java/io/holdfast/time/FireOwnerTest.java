package io.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A mark that is fired late, when its slot belongs to somebody else by then. */
class FireOwnerTest {
    private static final long LIMIT = 1_000_000_000;

    private final ManualTime time = new ManualTime(0);
    private final Watchdog dog = time.watchdog();

    /** A thread that counts what is sent to it, and during whose interrupt's preparation something can happen. */
    private static final class Owner extends Thread {
        private int interrupts;
        private boolean meanwhile;
        Runnable when = () -> {};

        @Override
        public long getId() {
            if (meanwhile) {
                meanwhile = false;
                when.run();
            }
            return super.getId();
        }

        @Override
        public boolean isInterrupted() {
            return interrupts > 0;
        }

        @Override
        public void interrupt() {
            interrupts++;
        }
    }

    @Test
    void anInterruptNeverReachesWhoHasLeftTheSlot() {
        time.interrupter = ignored -> {}; // marked, and not fired yet
        Owner first = new Owner();
        Owner second = new Owner();
        WatchdogSlot slot = dog.arm(LIMIT, 0, first);
        time.advance(LIMIT);
        boolean[] left = new boolean[1];
        first.when = () -> {
            left[0] = slot.move(WatchdogSlotWord.FIRING, WatchdogSlotWord.FREE); // disarmed
            if (left[0]) {
                assertThat(slot.tryClaim()).isTrue();
                slot.arm(time.nanos(), second);
                assertThat(slot.look(time.nanos())).isEqualTo(WatchdogSlot.OVERDUE);
            }
        };
        first.meanwhile = true;
        slot.fire();
        assertThat(first.interrupts).isEqualTo(left[0] ? 0 : 1);
        assertThat(second.interrupts).isEqualTo(left[0] ? 1 : 0);
    }
}
