package io.holdfast.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * An exact sliding window: the instants of the last N admissions in a ring. The next one is admitted once the oldest of them is
 * a window old.
 *
 * <pre>
 *   slot of admission h:  old lap ── take: CAS ──► this lap        head: h ── whoever sees the slot taken ──► h + 1
 *                            └────── seal: CAS ──► sealed, for good; the ring's successor goes on from there
 * </pre>
 *
 * <p><b>Layout.</b> Slot = {@code nanoseconds since the origin:62 | sealed:1 | lap parity:1}; {@code EMPTY} has never been taken. 8 bytes
 * per call of the window.
 *
 * <p><b>Invariants.</b> W1: slot h mod N is taken for admission h only while head is h, and then only once, because its parity
 * changes. W2: the instants in the ring never fall from one admission to the next: a stale clock is recorded as the instant
 * before it. W3: an admission at instant a has {@code a >= instant(h - N) + window}, by its own clock. From W2 and W3: of any N + 1
 * admissions the first and the last by their own clocks are at least a window apart. W4: a denial writes nothing but what
 * finishes somebody else's admission. W5: a sealed ring never changes.
 *
 * <p><b>ABA.</b> A slot comes back to the same bits only after two laps, which last two windows or the reserved instants of two.
 *
 * <p><b>Progress.</b> Lock-free. <b>Linearisation.</b> The CAS on the slot. <b>Ordering.</b> Volatile throughout.
 */
public final class WindowLog {
    /** The settings were changed: ask {@link #next}. */
    public static final long MOVED = Gcra.MOVED;

    private static final long EMPTY = Long.MIN_VALUE | 1; // parity of the lap before the first
    private static final long SEALED = 2;
    private static final int TIME_SHIFT = 2;
    private static final long SLACK_NANOS = 10_000_000_000L;
    private static final VarHandle NEXT;
    private static final VarHandle ORDER;
    private static final VarHandle NOT_BEFORE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(WindowLog.class, "next", WindowLog.class);
            ORDER = lookup.findVarHandle(WindowLog.class, "order", Order.class);
            NOT_BEFORE = lookup.findVarHandle(WindowLog.class, "notBefore", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final AtomicLongArray ring;
    private final HotLong head;
    private final int calls;
    private final long windowNanos;
    private final long origin;
    private final @Nullable Object label;
    private long healAbove; // written before it is published
    private volatile long notBefore = Long.MIN_VALUE / 4; // since the origin
    private volatile @Nullable Order order;
    private volatile @Nullable WindowLog next;

    private record Order(
            int calls,
            long windowNanos,
            long maxWaitNanos,
            boolean allTaken,
            @Nullable Object label) {}

    /**
     * An empty window.
     *
     * @param calls how many calls per window, positive
     * @param windowNanos the window in nanoseconds, positive
     * @param maxWaitNanos the longest reservation, for telling a broken clock from a long queue
     * @param now the current instant
     * @param label whatever belongs to it
     */
    public WindowLog(int calls, long windowNanos, long maxWaitNanos, long now, @Nullable Object label) {
        this(new Order(calls, windowNanos, maxWaitNanos, false, label), now);
    }

    private WindowLog(Order order, long now) {
        this.calls = order.calls;
        this.windowNanos = order.windowNanos;
        this.healAbove = order.maxWaitNanos + SLACK_NANOS;
        this.origin = now;
        this.label = order.label;
        this.ring = new AtomicLongArray(calls);
        for (int i = 0; i < calls; i++) {
            ring.setPlain(i, order.allTaken ? old(0) : EMPTY);
        }
        this.head = new HotLong(0);
    }

    /** An instant of the lap before the first. */
    private static long old(long instant) {
        return (instant << TIME_SHIFT) | 1;
    }

    private static long instant(long slot) {
        return slot >> TIME_SHIFT;
    }

    /**
     * Takes one call, for now or for later.
     *
     * @param now the current instant
     * @param maxWait the longest wait to accept, in nanoseconds
     * @return how long to wait, not negative; or, negative, minus how long it would be; or {@link #MOVED}
     */
    public long take(long now, long maxWait) {
        long at = now - origin;
        while (true) {
            long h = head.get();
            int i = (int) (h % calls);
            long lap = (h / calls) & 1;
            long slot = ring.get(i);
            if (head.get() != h) {
                continue;
            }
            if ((slot & SEALED) != 0) {
                return MOVED;
            }
            if ((slot & 1) == lap) {
                head.compareAndSet(h, h + 1); // taken: finish what its taker began
                continue;
            }
            long latest = ring.get(i == 0 ? calls - 1 : i - 1);
            long before = latest == EMPTY ? at : instant(latest);
            long wait = Math.max(free(slot, at), Math.max(notBefore - at, 0));
            if (before - at > healAbove) {
                return order(new Order(
                        calls, windowNanos, healAbove - SLACK_NANOS, true, label)); // the clock fell back: heal
            }
            if (wait > maxWait) {
                return -wait;
            }
            long recorded = Math.max(at + wait, before);
            if (ring.compareAndSet(i, slot, (recorded << TIME_SHIFT) | lap)) {
                head.compareAndSet(h, h + 1);
                return wait;
            }
        }
    }

    private long free(long slot, long at) {
        return slot == EMPTY ? 0 : Math.max(instant(slot) + windowNanos - at, 0);
    }

    /**
     * Admits nobody until an instant.
     *
     * @param now the current instant
     * @param inNanos how long after it
     * @return false when the settings were changed, perhaps without this: do it again on {@link #next}
     */
    public boolean holdUntil(long now, long inNanos) {
        long until = now - origin + inNanos;
        for (long seen = notBefore; until - seen > 0; seen = notBefore) {
            NOT_BEFORE.compareAndSet(this, seen, until);
        }
        return order == null; // a successor reads what is held after it was ordered
    }

    /**
     * How long it is until a call would be admitted.
     *
     * @param now the current instant
     * @return nanoseconds; 0 when one would be
     */
    public long waitNanos(long now) {
        long h = head.get();
        return Math.max(free(ring.get((int) (h % calls)), now - origin), Math.max(notBefore - (now - origin), 0));
    }

    /**
     * How many calls would be admitted now; a moment's estimate while others take some.
     *
     * @param now the current instant
     * @return from 0 to the number of calls
     */
    public int available(long now) {
        long at = now - origin;
        long h = head.get();
        int low = notBefore - at > 0 ? calls : 0;
        int most = calls - low;
        int least = 0;
        while (least < most) { // from the oldest on, those that are old enough come first
            int middle = (least + most + 1) >>> 1;
            if (free(ring.get((int) ((h + middle - 1) % calls)), at) == 0) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        return least;
    }

    /**
     * Orders other settings and seals the ring. A successor takes over what was admitted.
     *
     * @param toCalls how many calls per window
     * @param toWindowNanos the window
     * @param toMaxWaitNanos the longest reservation
     * @param with what belongs to it
     * @return false when another change was ordered first: try on {@link #next}
     */
    public boolean move(int toCalls, long toWindowNanos, long toMaxWaitNanos, @Nullable Object with) {
        Order mine = new Order(toCalls, toWindowNanos, toMaxWaitNanos, false, with);
        order(mine);
        return order == mine;
    }

    private long order(Order wanted) {
        ORDER.compareAndSet(this, null, wanted);
        seal();
        return MOVED;
    }

    /** Seals the slot that the next admission would take; returns its position. */
    private long seal() {
        while (true) {
            long h = head.get();
            int i = (int) (h % calls);
            long slot = ring.get(i);
            if (head.get() != h) {
                continue;
            }
            if ((slot & SEALED) != 0) {
                return h;
            }
            if ((slot & 1) == ((h / calls) & 1)) {
                head.compareAndSet(h, h + 1);
            } else {
                ring.compareAndSet(i, slot, slot | SEALED);
            }
        }
    }

    /**
     * Who goes on after {@link #MOVED}.
     *
     * @param clock the current instant
     * @return the only successor
     */
    public WindowLog next(long clock) {
        WindowLog known = next;
        if (known != null) {
            return known;
        }
        long h = seal();
        WindowLog made = new WindowLog(Objects.requireNonNull(order), clock);
        made.inherit(this, h);
        NEXT.compareAndSet(this, null, made);
        return Objects.requireNonNull(next);
    }

    /** The latest admissions of a sealed ring. Those that it has forgotten count as old as the oldest that it remembers. */
    private void inherit(WindowLog former, long h) {
        if (ring.get(0) != EMPTY) {
            return; // all taken, to heal
        }
        long shift = former.origin - origin;
        notBefore = former.notBefore + shift;
        long oldest = former.ring.get((int) (h % former.calls)) & ~SEALED;
        long forgotten = oldest == EMPTY || windowNanos <= former.windowNanos ? EMPTY : old(instant(oldest) + shift);
        for (int age = 1; age <= calls; age++) { // 1 is the latest
            long slot = forgotten;
            if (age <= former.calls) {
                long was = former.ring.get((int) ((h + former.calls - age) % former.calls)) & ~SEALED;
                slot = was == EMPTY ? EMPTY : old(instant(was) + shift);
            }
            ring.setPlain(calls - age, slot);
        }
        long latest = ring.get(calls - 1);
        if (latest != EMPTY) { // turns that are reserved may be further ahead than anybody may wait from now on
            healAbove = Math.max(healAbove, Math.min(instant(latest) + SLACK_NANOS, former.healAbove));
        }
    }

    /**
     * What belongs to the settings.
     *
     * @return as given when it was made, or to {@link #move}
     */
    public @Nullable Object label() {
        return label;
    }
}
