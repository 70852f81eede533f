package io.holdfast.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An operator's override of a policy: who did what, why, and for how long. Interpreted by the drivers, so it works on every
 * policy, including a user's own, and a policy can neither see nor change it.
 *
 * @param mode what to do instead
 * @param author who ordered it
 * @param reason why
 * @param expiresAfter after how long it ends by itself; empty means it stays until it is removed
 */
public record Control(Mode mode, String author, String reason, Optional<Duration> expiresAfter) {
    /** What an override makes of a policy. */
    public enum Mode {
        /** The policy is passed through as if it were not there. */
        OFF,
        /** The policy decides and learns, but nothing comes of it: no refusal, no wait, no repetition, no interrupt. */
        DRY_RUN,
        /** A gate refuses everything. Not for loops and limits. */
        FORCED_OPEN
    }

    private static final AtomicInteger ACTIVE = new AtomicInteger();

    /**
     * Checks the parts.
     *
     * @param mode as above
     * @param author as above
     * @param reason as above
     * @param expiresAfter as above
     */
    public Control {
        Require.given("mode", mode);
        Require.name("author", author);
        Require.name("reason", reason);
        Require.given("expiresAfter", expiresAfter).ifPresent(time -> Require.duration("expiresAfter", time));
    }

    /**
     * An override without an end.
     *
     * @param mode what to do instead
     * @param author who ordered it
     * @param reason why
     * @return the override
     */
    public static Control of(Mode mode, String author, String reason) {
        return new Control(mode, author, reason, Optional.empty());
    }

    /**
     * The same, ending by itself.
     *
     * @param time after how long, counted from when it is applied
     * @return a new override
     */
    public Control expiringAfter(Duration time) {
        return new Control(mode, author, reason, Optional.of(time));
    }

    /**
     * How many overrides are in force in this process: 0 in normal life, so that a call needs one read and not one per
     * policy. Meant for drivers.
     *
     * @return the number; may count one whose policy has been dropped until a call next looks for overrides
     */
    public static int active() {
        return ACTIVE.getAcquire();
    }

    static void activeChanged(int by) {
        ACTIVE.addAndGet(by);
    }
}
