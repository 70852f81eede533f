package io.holdfast.spi;

import io.holdfast.event.FaultLog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A waiter in front of a gate. One CAS decides between granted and left; whoever loses it knows, and passes the permit on.
 *
 * <pre>
 *   WAITING ── grant / reserve ──► permit (&gt;= 0), the waiter's to settle
 *      ├────── refuse ───────────► the code of a refusal (&lt; -2)
 *      └────── leave ────────────► LEFT (-2), the permit stays the gate's
 * </pre>
 *
 * <p><b>Contract of a gate.</b> Of several threads only one may decide a ticket with {@link #reserve} at a time: a later
 * start is written before the CAS. {@link #notAfter} is called inside {@link Gate#enqueue} before the ticket is put where
 * other threads find it. A gate looks at the answer of each of its decisions: false means that the permit is still its own.
 *
 * <p><b>Contract of a driver.</b> {@code wake} neither throws, nor blocks, nor runs the call. {@link Gate#left} is called
 * after {@code enqueue} has returned.
 *
 * <p><b>Thread-safety.</b> {@link #grant}, {@link #reserve} and {@link #refuse} may be called by any thread.
 */
public final class Ticket {
    private static final long WAITING = -1;
    private static final long LEFT = -2;
    private static final FaultLog WAKES = new FaultLog("tickets");
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
    private final long since;
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
        this.since = now;
        this.readyAt = now;
    }

    /**
     * Grants a permit that is usable at once. The gate's side.
     *
     * @param permit the permit
     * @return false when the waiter has left: the permit is still the gate's
     */
    public boolean grant(long permit) {
        if (permit < 0) {
            throw Require.refused("permit", permit, ">= 0; to refuse a waiter use refuse(code)");
        }
        return decide(permit);
    }

    /**
     * Refuses a waiter that was taken in. The gate's side.
     *
     * @param code a packed refusal
     * @return false when the waiter has left or was granted
     */
    public boolean refuse(long code) {
        if (code >= LEFT) {
            throw Require.refused("code", code, "a packed refusal");
        }
        return decide(code);
    }

    private boolean decide(long answer) {
        if (!STATE.compareAndSet(this, WAITING, answer)) {
            return false;
        }
        try {
            wake.run();
        } catch (Throwable broken) {
            WAKES.report("The waker of a waiting call", broken); // the decision stands, and others wait behind it
        }
        return true;
    }

    /**
     * Grants a permit that becomes usable later: a reservation. The gate's side.
     *
     * @param permit the permit
     * @param startAt when the work may begin
     * @return false when the waiter has left: the permit is still the gate's
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
     * @return false when the gate had decided: settle the permit, or report the refusal
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
     * Whether the gate has refused a waiter that it had taken in.
     *
     * @return true once refused
     */
    public boolean refused() {
        return state < LEFT;
    }

    /**
     * What the gate decided.
     *
     * @return the permit, not negative; the code of a refusal when {@link #refused()}; something negative while it waits or
     *     after it has left
     */
    public long answer() {
        return state;
    }

    /**
     * When the wait began.
     *
     * @return an instant
     */
    public long since() {
        return since;
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
