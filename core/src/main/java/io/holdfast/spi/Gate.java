package io.holdfast.spi;

import io.holdfast.call.Refusal;
import io.holdfast.call.Refuser;
import io.holdfast.call.RejectionKind;
import io.holdfast.time.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an attempt may enter, and learns how it ended. Circuit breaker, rate limiter and bulkhead are gates; so
 * is whatever a user writes.
 *
 * <p><b>Contract.</b> {@link #enter}, {@link #enqueue}, {@link #waits}, {@link #stands}, {@link #left} and {@link #settle} never block,
 * park, throw, start a thread or run user code. They are called by drivers only; for use by hand there is
 * {@link #tryAcquire(Object)}. Each non-negative answer of {@code enter} except {@link #FREE}, and each permit granted to a
 * {@link Ticket}, is settled exactly once, whatever the work, a classifier or a listener throws.
 *
 * <p><b>Units.</b> Instants and durations are nanoseconds of the policy's {@link TimeSource}. {@code now} is the instant at
 * which the attempt began to be admitted, read once and shared by all gates of the chain; it is 0 unless some policy of the
 * chain {@linkplain #needs() needs} it.
 */
public abstract non-sealed class Gate extends Policy implements Refuser {
    /** Answer of {@link #enter}: not now, but {@link #enqueue} may be asked for a wait. */
    public static final long QUEUE = -1L;

    /** A permit that means nothing and is not settled. */
    public static final long FREE = Long.MAX_VALUE;

    /** {@link #enter} wants to know the time. */
    public static final int START_CLOCK = 1;

    /** {@link #settle} wants to know the time also after a success. After a failure it always does. */
    public static final int END_CLOCK = 2;

    /** The permit stays taken while abandoned work still runs. */
    public static final int HOLD_UNTIL_WORK_ENDS = 4;

    /** It decides by what the call is about, and wants to know it when it puts a refusal in words. */
    public static final int KEYED = 8;

    private static final VarHandle WAIT_TIMES;

    static {
        try {
            WAIT_TIMES = MethodHandles.lookup()
                    .findVarHandle(Gate.class, "waitTimes", WaitTimes.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final LongAdder rejections = new LongAdder();
    private volatile @Nullable WaitTimes waitTimes; // most gates have none
    private @Nullable Refusal<?> latest; // racy: immutable, and compared before it is used

    /**
     * For subclasses.
     *
     * @param name what it is called
     * @param time where it gets its time from
     */
    protected Gate(String name, TimeSource time) {
        super(name, time);
    }

    /**
     * Asks for admission. Called by drivers.
     *
     * @param now the current instant, if {@link #START_CLOCK} was asked for
     * @param deadline the instant at which the call must have ended, or {@link io.holdfast.time.Deadline#NONE}
     * @param subject what the call is about: the operation's key, else its subject, else {@link #NO_SUBJECT}
     * @return a permit (any non-negative number, handed back to {@link #settle}), {@link #FREE}, {@link #QUEUE}, or
     *     {@link #refuse a refusal}
     */
    public abstract long enter(long now, long deadline, @Nullable Object subject);

    /**
     * Takes in a waiter, after {@link #enter} answered {@link #QUEUE}. May grant the ticket at once or later. Called by
     * drivers, off the hot path.
     *
     * @param ticket the waiter; ends its wait by itself at {@link Ticket#until()}
     * @param now the current instant, always given
     * @param deadline the instant at which the call must have ended, or {@link io.holdfast.time.Deadline#NONE}
     * @return 0 when the ticket was taken in, else {@link #refuse a refusal}
     */
    public long enqueue(Ticket ticket, long now, long deadline) {
        return refuse(RejectionKind.OTHER, 0);
    }

    /**
     * A waiter that was taken in has left without a permit. Called by drivers exactly once, before anything else is asked.
     *
     * @param ticket the waiter
     */
    public void left(Ticket ticket) {}

    /**
     * A gate further in is about to let the call wait; that is not the dependency's time. Afterwards {@link #stands} is asked,
     * unless the call ends there. Called by drivers, off the hot path.
     *
     * @param permit what {@link #enter} returned
     */
    public void waits(long permit) {}

    /**
     * Whether an admission still stands; asked after a gate further in let the call wait.
     *
     * @param permit what {@link #enter} returned
     * @return false to withdraw it: the permit is then settled as {@link Effect#UNUSED}
     */
    public boolean stands(long permit) {
        return true;
    }

    /**
     * For how long the gate will refuse every call, as far as it knows now. Loops ask after a failure, so that they neither
     * wait for an attempt that will be refused nor spend anything on it.
     *
     * @param now the current instant
     * @return nanoseconds; 0, the default, when a call may be admitted
     */
    public long shutNanos(long now) {
        return 0;
    }

    /**
     * Takes a permit back and learns how the attempt ended. Called by drivers exactly once per permit.
     *
     * @param permit what {@link #enter} returned or a ticket was granted
     * @param verdict how it ended
     * @param start when the inside began, waits for admission excluded, if {@link #START_CLOCK} was asked for. Where a loop
     *     stands further in, its attempts and waits are the inside
     * @param end when it ended; the current instant after a failure or if {@link #END_CLOCK} was asked for, else {@code
     *     start}
     */
    public abstract void settle(long permit, Verdict verdict, long start, long end);

    /**
     * What the gate needs of a driver: any of {@link #START_CLOCK}, {@link #END_CLOCK}, {@link #HOLD_UNTIL_WORK_ENDS},
     * {@link #KEYED}.
     *
     * @return the sum of the constants; 0 by default; the same at every call
     */
    public int needs() {
        return 0;
    }

    /** What stands for the subject when a call has none. */
    public static final Object NO_SUBJECT = new Object() {
        @Override
        public String toString() {
            return "no subject";
        }
    };

    /**
     * Packs a refusal.
     *
     * @param kind why
     * @param retryAfterNanos when it is worth trying again, in nanoseconds from now; 0 when not known
     * @return a negative number that is not {@link #QUEUE}
     */
    protected static long refuse(RejectionKind kind, long retryAfterNanos) {
        return Refusal.code(kind, retryAfterNanos);
    }

    /**
     * What to say to a caller who does not wait, where {@link #enter} answers {@link #QUEUE}.
     *
     * @param now the current instant
     * @return a packed refusal
     */
    protected long insteadOfQueue(long now) {
        return refuse(RejectionKind.CONCURRENCY_FULL, 0);
    }

    /**
     * Makes the object of a refusal. A gate that refuses the same way many times may return the same object.
     *
     * @param pipeline through which pipeline the call went
     * @param code the packed refusal
     * @return the refusal
     */
    protected Refusal<?> refusal(String pipeline, long code) {
        return new Refusal<>(this, pipeline, code);
    }

    /**
     * Makes the object of a refusal in a gate that is {@link #KEYED}.
     *
     * @param pipeline through which pipeline the call went
     * @param code the packed refusal
     * @param subject what the call is about, as given to {@link #enter}; {@link #NO_SUBJECT} where it is not known
     * @return the refusal; by default what {@link #refusal(String, long)} makes
     */
    protected Refusal<?> refusal(String pipeline, long code, @Nullable Object subject) {
        return refusal(pipeline, code);
    }

    /**
     * The object of the latest refusal if that one said the same, else a new one. For {@link #refusal}, in gates that say
     * the same many times over.
     *
     * @param pipeline through which pipeline the call went
     * @param code the packed refusal
     * @return the refusal
     */
    protected final Refusal<?> repeatedRefusal(String pipeline, long code) {
        Refusal<?> before = latest;
        if (before != null && before.code() == code && before.pipeline().equals(pipeline)) {
            return before;
        }
        Refusal<?> fresh = new Refusal<>(this, pipeline, code);
        latest = fresh;
        return fresh;
    }

    /**
     * Counts a refusal, tells the listeners, and makes its object. For drivers.
     *
     * @param pipeline through which pipeline the call went
     * @param code the packed refusal
     * @return the refusal
     */
    public final Refusal<?> refused(String pipeline, long code) {
        return refused(pipeline, code, NO_SUBJECT);
    }

    /**
     * Counts a refusal, tells the listeners, and makes its object. For drivers.
     *
     * @param pipeline through which pipeline the call went
     * @param code the packed refusal
     * @param subject what the call is about, if the gate is {@link #KEYED}, else {@link #NO_SUBJECT}
     * @return the refusal
     */
    public final Refusal<?> refused(String pipeline, long code, @Nullable Object subject) {
        rejections.increment();
        Refusal<?> refusal = refusalOrDefault(pipeline, code, subject);
        if (events().wanted(Rejected.class)) {
            boolean keyed = subject != NO_SUBJECT && (needs() & KEYED) != 0;
            events().publish(new Rejected(refusal, keyed ? Optional.ofNullable(subject) : Optional.empty()));
        }
        return refusal;
    }

    private Refusal<?> refusalOrDefault(String pipeline, long code, @Nullable Object subject) {
        try {
            Refusal<?> refusal = refusal(pipeline, code, subject);
            if (refusal != null) {
                return refusal;
            }
            faults().report("Making a refusal", new NullPointerException("refusal(...) returned null"));
        } catch (Throwable broken) {
            faults().report("Making a refusal", broken);
        }
        return new Refusal<>(this, pipeline, code);
    }

    /**
     * {@link #enter} under an operator's override. For drivers.
     *
     * @param now as for {@code enter}
     * @param deadline as for {@code enter}
     * @param subject as for {@code enter}
     * @return as of {@code enter}; never a wait under a dry run
     */
    public final long admit(long now, long deadline, @Nullable Object subject) {
        Control.Mode mode = mode();
        if (mode == null) {
            return enter(now, deadline, subject);
        }
        return switch (mode) {
            case OFF -> FREE;
            case FORCED_OPEN -> refuse(RejectionKind.FORCED_OPEN, 0);
            case DRY_RUN -> {
                long answer = enter(now, deadline, subject);
                if (answer < 0) {
                    wouldHave(
                            answer == QUEUE
                                    ? "waited"
                                    : "refused: " + Refusal.kind(answer).text());
                    answer = FREE;
                }
                yield answer;
            }
        };
    }

    /**
     * Asks for admission by hand, without waiting. For integrations that a lambda does not fit.
     *
     * @return a handle that tells whether it was granted, to be settled or closed
     */
    public final Permit tryAcquire() {
        return tryAcquire(NO_SUBJECT);
    }

    /**
     * Asks for admission by hand, without waiting.
     *
     * @param subject what the call is about
     * @return a handle that tells whether it was granted, to be settled or closed
     */
    public final Permit tryAcquire(@Nullable Object subject) {
        long now = time().nanos();
        long answer = admit(now, io.holdfast.time.Deadline.NONE, subject);
        if (answer >= 0) {
            return new Permit(this, answer, now, null);
        }
        long code = answer == QUEUE ? insteadOfQueue(now) : answer;
        return new Permit(this, FREE, now, refused("", code, subject));
    }

    /**
     * Counts a wait that {@link #enqueue} began and that is over, with or without a permit. For drivers, once per ticket.
     *
     * @param nanos how long the call waited here, also for a start that was reserved
     */
    public final void waited(long nanos) {
        WaitTimes times = waitTimes;
        if (times == null) {
            WaitTimes fresh = new WaitTimes();
            times = (WaitTimes) WAIT_TIMES.compareAndExchange(this, (WaitTimes) null, fresh);
            times = times == null ? fresh : times;
        }
        times.add(nanos);
    }

    /**
     * How many calls it let wait, and how long altogether. For the {@link #readings} of gates that have a queue.
     *
     * @return two counters
     */
    protected final List<Reading> waitReadings() {
        return List.of(
                Reading.counter("waits", "calls", () -> waitTimes == null ? 0 : waitTimes.waits()),
                Reading.counter("wait.time", "nanoseconds", () -> waitTimes == null ? 0 : waitTimes.nanos()));
    }

    /** How many calls it has refused, beside what every policy shows. */
    @Override
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(super.readings());
        readings.add(Reading.counter("rejections", "calls", rejections::sum));
        return readings;
    }

    /**
     * How many calls it has refused.
     *
     * @return the sum so far
     */
    public final long rejections() {
        return rejections.sum();
    }
}
