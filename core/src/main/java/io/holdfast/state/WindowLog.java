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
 *   given back:           h, holes ── refund of the last: CAS ──► h, holes + 1 ── taken anew: CAS ──► h, holes
 * </pre>
 *
 * <p><b>Layout.</b> Slot = {@code nanoseconds since the origin:62 | sealed:1 | lap parity:1}; {@code EMPTY} has never been taken. 8 bytes
 * per call of the window. Head = {@link WindowHead}: the last {@code holes} admissions were given back, and are sold anew before any other.
 *
 * <p><b>Invariants.</b> W1: slot h mod N is taken for admission h only while head is h, and then only once, because its parity
 * changes. W2: the instants in the ring never fall from one admission to the next: a stale clock is recorded as the instant
 * before it. A race of a return with the next admission may leave two of them the other way round; nothing but {@link #available}
 * relies on their order. W3: an admission at instant a has {@code a >= instant + window} of the one before it in its slot, by its own
 * clock. Hence of any N + 1 admissions two share a slot, and are at least a window apart. W4: a denial writes nothing but what
 * finishes somebody else's admission. W5: in a sealed ring nobody is admitted. W6: what is given back keeps its instant: who takes it
 * anew comes no earlier, and has raised the slot to his own before the CAS on the head that makes it his.
 *
 * <p><b>ABA.</b> A slot comes back to the same bits only after two laps, which last two windows or the reserved instants of two.
 *
 * <p><b>Progress.</b> Lock-free. <b>Linearisation.</b> The CAS on the slot; of a return, and of what is taken anew, that on the head. <b>Ordering.</b> Volatile throughout.
 */
public final class WindowLog {
    /** The settings were changed: ask {@link #next}. */
    public static final long MOVED = Gcra.MOVED;

    private static final long EMPTY = Long.MIN_VALUE | 1; // parity of the lap before the first
    private static final long SEALED = 2;
    private static final int TIME_SHIFT = 2;
    private static final long SLACK_NANOS = 10_000_000_000L;
    private static final long AGAIN = Long.MIN_VALUE + 3;
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
    private long first; // likewise: the number of admission 0; a successor counts on
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

    private int slotOf(long position) {
        return (int) (position % calls);
    }

    private long lapOf(long position) {
        return (position / calls) & 1;
    }

    /**
     * Takes one call, for now or for later.
     *
     * @param now the current instant
     * @param maxWait the longest wait to accept, in nanoseconds
     * @return how long to wait, not negative; or, negative, minus how long it would be; or {@link #MOVED}
     */
    public long take(long now, long maxWait) {
        long number = takeNumbered(now, maxWait);
        return number >= 0 ? Math.max(startOf(number) - now, 0) : number;
    }

    /**
     * Takes one call, for now or for later.
     *
     * @param now the current instant
     * @param maxWait the longest wait to accept, in nanoseconds
     * @return the number of the admission, not negative, for {@link #refund} and {@link #startOf}; or, negative, minus how long it
     *     would be to wait; or {@link #MOVED}
     */
    public long takeNumbered(long now, long maxWait) {
        long at = now - origin;
        while (true) {
            long word = head.get();
            long h = WindowHead.position(word);
            int i = slotOf(h);
            long lap = lapOf(h);
            long slot = ring.get(i);
            if (head.get() != word) {
                continue;
            }
            if ((slot & SEALED) != 0) {
                return MOVED;
            }
            if ((slot & 1) == lap) {
                head.compareAndSet(word, WindowHead.advanced(word)); // taken: finish what its taker began
                continue;
            }
            if (WindowHead.holes(word) != 0) {
                long answer = takeAnew(word, at, maxWait);
                if (answer != AGAIN) {
                    return answer;
                }
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
                head.compareAndSet(word, WindowHead.advanced(word));
                return first + h;
            }
        }
    }

    /** The first of those that were given back: no earlier than at its instant. */
    private long takeAnew(long word, long at, long maxWait) {
        long position = WindowHead.position(word) - WindowHead.holes(word);
        int i = slotOf(position);
        long slot = ring.get(i);
        if ((slot & 1) != lapOf(position) || (slot & SEALED) != 0) {
            return AGAIN; // it has gone on meanwhile
        }
        long wait = Math.max(instant(slot) - at, Math.max(notBefore - at, 0));
        if (instant(slot) - at > healAbove) {
            return order(new Order(calls, windowNanos, healAbove - SLACK_NANOS, true, label));
        }
        if (wait > maxWait) {
            return -wait;
        }
        boolean later = at + wait - instant(slot) > 0;
        if (later && !ring.compareAndSet(i, slot, (at + wait) << TIME_SHIFT | (slot & 1))) {
            return AGAIN;
        }
        return head.compareAndSet(word, word - WindowHead.ONE_HOLE) ? first + position : AGAIN;
    }

    /**
     * When an admission is for.
     *
     * @param number what {@link #takeNumbered} answered just before
     * @return an instant, which may be later than that of the call's clock; not before it
     */
    public long startOf(long number) {
        return instant(ring.get(slotOf(number - first))) + origin;
    }

    /**
     * Gives an admission back that was not used, if it is the last one, or all later ones were given back, too, and the
     * ring still remembers it.
     *
     * @param number what {@link #takeNumbered} answered, also of a predecessor of this ring
     * @return whether it was given back
     */
    public boolean refund(long number) {
        while (true) {
            long word = head.get();
            long h = WindowHead.position(word);
            long last = h - WindowHead.holes(word) - 1;
            if (last < 0
                    || WindowHead.holes(word) == calls
                    || first + last != number
                    || (word & WindowHead.SEALED) != 0) {
                return false;
            }
            if ((ring.get(slotOf(h)) & 1) == lapOf(h)) {
                head.compareAndSet(word, WindowHead.advanced(word)); // so it is not the last one
            } else if (head.compareAndSet(word, word + WindowHead.ONE_HOLE)) {
                return true;
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
     * {@return how long it is until a call would be admitted, in nanoseconds; 0 when one would be}
     *
     * @param now the current instant
     */
    public long waitNanos(long now) {
        long at = now - origin;
        long word = head.get();
        long h = WindowHead.position(word);
        long left = WindowHead.holes(word) == 0
                ? free(ring.get(slotOf(h)), at)
                : instant(ring.get(slotOf(h - WindowHead.holes(word)))) - at;
        return Math.max(left, Math.max(notBefore - at, 0));
    }

    /**
     * {@return how many calls would be admitted now; a moment's estimate while others take some}
     *
     * @param now the current instant
     */
    public int available(long now) {
        long at = now - origin;
        long word = head.get();
        long h = WindowHead.position(word);
        int holes = WindowHead.holes(word);
        if (notBefore - at > 0) {
            return 0;
        }
        int most = calls - holes;
        int least = 0;
        while (least < most) { // from the oldest on, those that are old enough come first
            int middle = (least + most + 1) >>> 1;
            if (free(ring.get(slotOf(h + middle - 1)), at) == 0) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        int anew = 0;
        while (anew < holes && instant(ring.get(slotOf(h - holes + anew))) - at <= 0) {
            anew++;
        }
        return least + anew;
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

    /** Seals the slot that the next admission would take, then the head; returns the position. */
    private long seal() {
        while (true) {
            long word = head.get();
            long h = WindowHead.position(word);
            if ((word & WindowHead.SEALED) != 0) {
                return h;
            }
            int i = slotOf(h);
            long slot = ring.get(i);
            if (head.get() != word) {
                continue;
            }
            if ((slot & SEALED) != 0) {
                head.compareAndSet(word, word | WindowHead.SEALED);
            } else if ((slot & 1) == lapOf(h)) {
                head.compareAndSet(word, WindowHead.advanced(word));
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
        first = former.first + h;
        if (ring.get(0) != EMPTY) {
            return; // all taken, to heal
        }
        long shift = former.origin - origin;
        notBefore = former.notBefore + shift;
        long oldest = former.ring.get(former.slotOf(h)) & ~SEALED;
        long forgotten = oldest == EMPTY || windowNanos <= former.windowNanos ? EMPTY : old(instant(oldest) + shift);
        for (int age = former.calls + 1; age <= calls; age++) {
            ring.setPlain(calls - age, forgotten);
        }
        long latestYet = Long.MIN_VALUE;
        for (int age = former.calls; age > 0; age--) { // 1 is the latest; what was given back counts as admitted
            long was = former.ring.get(former.slotOf(h + former.calls - age)) & ~SEALED;
            if (was != EMPTY) {
                latestYet = Math.max(latestYet, instant(was));
            }
            if (age <= calls) {
                ring.setPlain(calls - age, was == EMPTY ? EMPTY : old(latestYet + shift));
            }
        }
        long latest = ring.get(calls - 1);
        if (latest != EMPTY) { // turns that are reserved may be further ahead than anybody may wait from now on
            healAbove = Math.max(healAbove, Math.min(instant(latest) + SLACK_NANOS, former.healAbove));
        }
    }

    /** {@return what belongs to the settings, as given when it was made, or to {@link #move}} */
    public @Nullable Object label() {
        return label;
    }
}
