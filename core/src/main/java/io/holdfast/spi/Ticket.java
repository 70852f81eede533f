package io.holdfast.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A waiter in front of a gate. One CAS decides between granted and left; whoever loses it knows, and passes the permit on.
 *
 * <pre>
 *   WAITING ── grant / reserve ──► permit (&gt;= 0), the waiter's to settle
 *      └────── leave ────────────► LEFT, the permit stays the gate's
 * </pre>
 *
 * <p><b>Thread-safety.</b> {@link #grant} may be called by any thread; {@link #reserve}, {@link #notAfter} only inside
 * {@link Gate#enqueue}.
 */
public final class Ticket {
    private static final long WAITING = -1;
    private static final long LEFT = -2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup()
                    .findVarHandle(Ticket.class, "state", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final @Nullable Object subject;
    private final Runnable wake;
    private long until;
    private long readyAt;
    private volatile long state = WAITING;

    /**
     * A waiter. For drivers, and for tests of a gate.
     *
     * @param subject what the call is about
     * @param now the current instant
     * @param until when it gives up by itself
     * @param wake called once it is granted; must not block
     */
    public Ticket(@Nullable Object subject, long now, long until, Runnable wake) {
        this.subject = subject;
        this.wake = wake;
        this.until = until;
        this.readyAt = now;
    }

    /**
     * Grants a permit that is usable at once. The gate's side.
     *
     * @param permit the permit
     * @return false when the waiter has left: the permit is still the gate's
     */
    public boolean grant(long permit) {
        if (!STATE.compareAndSet(this, WAITING, permit)) {
            return false;
        }
        wake.run();
        return true;
    }

    /**
     * Grants a permit that becomes usable later: a reservation. The gate's side, inside {@link Gate#enqueue}.
     *
     * @param permit the permit
     * @param startAt when the work may begin
     * @return always true: nobody else knows the ticket yet
     */
    public boolean reserve(long permit, long startAt) {
        readyAt = startAt;
        return grant(permit);
    }

    /**
     * Shortens the wait. The gate's side, inside {@link Gate#enqueue}.
     *
     * @param instant when the waiter gives up at the latest
     */
    public void notAfter(long instant) {
        if (instant - until < 0) {
            until = instant;
        }
    }

    /**
     * Ends the wait. The waiter's side.
     *
     * @return false when a permit had been granted: settle it
     */
    public boolean leave() {
        return STATE.compareAndSet(this, WAITING, LEFT);
    }

    /**
     * Whether a permit was granted.
     *
     * @return true once granted
     */
    public boolean granted() {
        return state >= 0;
    }

    /**
     * Whether the waiter has left.
     *
     * @return true once it has
     */
    public boolean gone() {
        return state == LEFT;
    }

    /**
     * The granted permit.
     *
     * @return negative while there is none
     */
    public long permit() {
        return state;
    }

    /**
     * When the waiter gives up.
     *
     * @return an instant
     */
    public long until() {
        return until;
    }

    /**
     * When a granted permit may be used.
     *
     * @return an instant
     */
    public long readyAt() {
        return readyAt;
    }

    /**
     * What the call is about.
     *
     * @return the subject given to {@link Gate#enter}
     */
    public @Nullable Object subject() {
        return subject;
    }
}
