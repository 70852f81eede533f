package io.holdfast.spi;

import io.holdfast.call.CallInterruptedException;
import io.holdfast.call.Reason;
import io.holdfast.call.RejectionKind;
import io.holdfast.event.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one operation ended, before any fallback, counted while somebody {@linkplain Activity#watch() watches}.
 *
 * <p><b>Cost.</b> Unwatched, a call reads one flag. Watched, it does one striped addition; a call that is repeated does one
 * more for each further attempt.
 *
 * <p><b>Guarantees.</b> Each call that began and ended while somebody watched is counted once, when it ends. When no call is
 * under way the sums of these are exact; a call during which watching began or ended may be missing.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread.
 */
public final class CallCounts {
    /** The dependency answered, at the first attempt. */
    public static final int SERVED = 0;

    /** The dependency answered, at a later attempt. */
    public static final int RETRIED = 1;

    /** The work threw, or its result was judged a failure. */
    public static final int FAILED = 2;

    /** The work was cut at the limit of an attempt. */
    public static final int TIMED_OUT = 3;

    /** The work was cut at the limit of the whole call. */
    public static final int DEADLINE = 4;

    /** The caller gave up. */
    public static final int CANCELLED = 5;

    /** Something of ours or of the user's threw before the work started. */
    public static final int BROKEN = 6;

    private static final int FIRST_REJECTION = 7;
    private static final RejectionKind[] REJECTIONS = RejectionKind.values();

    /** What the work itself threw when a policy further in, or behind it, had refused. */
    private static final int FIRST_INSIDE = FIRST_REJECTION + REJECTIONS.length;

    private static final int SLOTS = FIRST_INSIDE + REJECTIONS.length;

    private final String operation;
    private final LongAdder[] ends = new LongAdder[SLOTS];
    private final LongAdder furtherAttempts = new LongAdder();
    private volatile Supplier<List<Reading>> others = List::of;
    private volatile @Nullable Shown shown;
    private volatile boolean watched;
    private final AtomicReference<LongConsumer[]> timers = new AtomicReference<>(new LongConsumer[0]);
    private final LongConsumer allTimers = this::took;

    /** All readings, and whose are among them. */
    private record Shown(Supplier<List<Reading>> others, List<Reading> readings) {}

    CallCounts(String operation) {
        this.operation = operation;
        for (int i = 0; i < ends.length; i++) {
            ends[i] = new LongAdder();
        }
    }

    /**
     * Whose calls.
     *
     * @return the operation's name, or the pipeline's for calls without an operation
     */
    public String operation() {
        return operation;
    }

    /**
     * Whether a call that begins now is counted. For drivers.
     *
     * @return false while nobody watches
     */
    public boolean watched() {
        return watched;
    }

    void watched(boolean nowWatched) {
        watched = nowWatched;
    }

    /**
     * Counts the end of a call. For drivers.
     *
     * @param end one of the constants
     */
    public void ended(int end) {
        ends[end].increment();
    }

    /**
     * Counts the end of a call that was refused. For drivers.
     *
     * @param why the kind of rejection
     */
    public void ended(RejectionKind why) {
        ends[FIRST_REJECTION + why.ordinal()].increment();
    }

    /**
     * Counts the end of a call that threw. For drivers.
     *
     * @param thrown what it threw
     */
    public void ended(Throwable thrown) {
        if (thrown instanceof CallInterruptedException && thrown.getCause() == null) {
            ended(RejectionKind.INTERRUPTED); // while it waited to begin
            return;
        }
        Reason reason = Reason.of(thrown);
        ended(
                switch (reason.kind()) {
                    case DEADLINE -> DEADLINE;
                    case TIMED_OUT -> TIMED_OUT;
                    case CANCELLED -> CANCELLED;
                    case REJECTED -> inside(reason);
                    default -> FAILED;
                });
    }

    private static int inside(Reason reason) {
        for (RejectionKind kind : REJECTIONS) {
            if (Reason.rejected(kind).equals(reason)) {
                return FIRST_INSIDE + kind.ordinal();
            }
        }
        return FAILED;
    }

    /** Counts an attempt that started the work, when an earlier attempt of the same call had. For drivers. */
    public void furtherAttempt() {
        if (watched) {
            furtherAttempts.increment();
        }
    }

    /**
     * Where durations of calls go, in nanoseconds.
     *
     * @return null while nobody wants them
     */
    public @Nullable LongConsumer timer() {
        return timers.get().length == 0 ? null : allTimers;
    }

    private void took(long nanos) {
        for (LongConsumer timer : timers.get()) {
            timer.accept(nanos);
        }
    }

    /**
     * Sends the durations of calls somewhere, from the next call on: one reading of the clock more for each.
     *
     * @param durations takes nanoseconds, must not throw
     * @return the handle that ends it
     */
    public Subscription time(LongConsumer durations) {
        LongConsumer own = durations::accept; // the same one may be given twice
        timers.updateAndGet(now -> {
            LongConsumer[] grown = Arrays.copyOf(now, now.length + 1);
            grown[now.length] = own;
            return grown;
        });
        return () -> timers.updateAndGet(
                now -> Arrays.stream(now).filter(timer -> timer != own).toArray(LongConsumer[]::new));
    }

    /**
     * How many calls have ended.
     *
     * @return the sum over all reasons
     */
    public long calls() {
        return sum(0, ends.length);
    }

    /**
     * How often the work was started.
     *
     * @return the sum over all calls
     */
    public long attempts() {
        return sum(0, BROKEN) + sum(FIRST_INSIDE, SLOTS) + furtherAttempts.sum();
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += ends[i].sum();
        }
        return sum;
    }

    /**
     * The numbers that meters show: {@code calls} for each {@link Reason#code() reason}, {@code attempts}, and those of what
     * stands around the operation.
     *
     * @return the same readings at every call; those that are shown later come last
     */
    public List<Reading> readings() {
        Shown known = shown;
        Supplier<List<Reading>> more = others;
        if (known == null || known.others() != more) {
            known = new Shown(more, allReadings(more.get()));
            shown = known;
        }
        return known.readings();
    }

    private List<Reading> allReadings(List<Reading> more) {
        Map<String, List<LongAdder>> byReason = new LinkedHashMap<>();
        for (int i = 0; i < ends.length; i++) {
            byReason.computeIfAbsent(reason(i).code(), code -> new ArrayList<>())
                    .add(ends[i]);
        }
        List<Reading> readings = new ArrayList<>();
        byReason.forEach((reason, adders) -> readings.add(
                Reading.counter("calls", "calls", () -> sumOf(adders)).tagged("reason", reason)));
        readings.add(Reading.counter("attempts", "attempts", this::attempts));
        readings.addAll(more);
        return List.copyOf(readings);
    }

    /**
     * Shows the readings of something that stands around the operation, such as a memory, among its own, in place of those
     * of an earlier operation of the same name.
     *
     * @param more the same readings at every call
     */
    public void show(Supplier<List<Reading>> more) {
        others = more;
    }

    private static long sumOf(List<LongAdder> adders) {
        long sum = 0;
        for (LongAdder adder : adders) {
            sum += adder.sum();
        }
        return sum;
    }

    /** What a slot is called; several may have one name. */
    private static Reason reason(int end) {
        return switch (end) {
            case SERVED -> Reason.SERVED;
            case RETRIED -> Reason.RETRIED;
            case FAILED, BROKEN -> Reason.FAILED;
            case TIMED_OUT -> Reason.TIMED_OUT;
            case DEADLINE -> Reason.DEADLINE;
            case CANCELLED -> Reason.CANCELLED;
            default -> Reason.rejected(REJECTIONS[(end - FIRST_REJECTION) % REJECTIONS.length]);
        };
    }
}
