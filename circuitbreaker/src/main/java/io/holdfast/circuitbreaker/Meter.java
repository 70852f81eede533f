package io.holdfast.circuitbreaker;

import io.holdfast.spi.Effect;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Verdict;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One trigger at work: decides which outcomes count, keeps them in a word of its own, and says when the threshold is reached.
 * Looks only when something has counted: a success that was not slow opens nothing.
 */
abstract sealed class Meter {
    private static final long MILLION = 1_000_000;

    final Trigger trigger;
    final long slowNanos;
    private final int kinds;

    private Meter(Trigger trigger) {
        this.trigger = trigger;
        this.slowNanos = trigger.slowerThan().toNanos();
        this.kinds = kindsOf(trigger);
    }

    /** Which failures count, one bit for each kind; none where slow calls are counted. */
    static int kindsOf(Trigger trigger) {
        int bits = 0;
        for (FailureKind kind : trigger.kinds()) {
            bits |= 1 << kind.ordinal();
        }
        return !trigger.slowerThan().isZero() ? 0 : bits == 0 ? -1 : bits;
    }

    /** A trigger at work, which knows what another one knows if that one counts the same. */
    static Meter of(Trigger trigger, @Nullable Meter known, long now) {
        if (trigger instanceof CountTrigger count) {
            if (count.consecutive()) {
                return new Run(count, known instanceof Run run ? run.word : new AtomicInteger());
            }
            return new Instants(count, known instanceof Instants instants ? instants.word : new RecentInstants());
        }
        RateTrigger rate = (RateTrigger) trigger;
        if (rate.calls() > 0) {
            CallWindow window = known instanceof ByCalls by ? by.window.resized(rate.calls()) : null;
            return new ByCalls(rate, window == null ? new CallWindow(rate.calls()) : window);
        }
        long nanos = rate.within().toNanos();
        TimeWindow window = known instanceof ByTime by ? by.window.resized(nanos, now) : null;
        return new ByTime(rate, window == null ? new TimeWindow(nanos, now) : window);
    }

    /** Whether another trigger counts the same outcomes in the same sort of window. */
    final boolean countsSameAs(Trigger other) {
        return other.getClass() == trigger.getClass()
                && other.slowerThan().equals(trigger.slowerThan())
                && other.kinds().equals(trigger.kinds())
                && (trigger instanceof CountTrigger count
                        ? count.consecutive() == ((CountTrigger) other).consecutive()
                        : (((RateTrigger) trigger).calls() > 0) == (((RateTrigger) other).calls() > 0));
    }

    /** Whether an outcome counts. */
    final boolean counts(Verdict verdict, long nanos) {
        return counts(kinds, slowNanos, verdict, nanos);
    }

    /** Whether some trigger counts an outcome; a probe that ends so has failed. */
    static boolean anyCounts(List<Trigger> triggers, Verdict verdict, long nanos) {
        return triggers.stream()
                .anyMatch(
                        trigger -> counts(kindsOf(trigger), trigger.slowerThan().toNanos(), verdict, nanos));
    }

    private static boolean counts(int kinds, long slowNanos, Verdict verdict, long nanos) {
        return slowNanos > 0
                ? nanos >= slowNanos
                : verdict.effect() == Effect.FAILURE
                        && ((kinds >>> verdict.kind().ordinal()) & 1) != 0;
    }

    /** A call that does not count has ended. */
    void good(long at, LongSupplier clock) {}

    /** A call that counts has ended; the numbers with it. */
    abstract Trip bad(long at, @Nullable RunningCalls running, LongSupplier clock);

    /** The numbers as they are. */
    abstract Trip numbers(long now, @Nullable RunningCalls running);

    /**
     * How many are running and slow already. Asked after the word was read: one that ends in between is missed for a moment, and
     * looks itself; the other way round it would be counted twice.
     */
    final int overdue(long now, @Nullable RunningCalls running) {
        return slowNanos == 0 || running == null ? 0 : running.overdue(now, slowNanos);
    }

    /** Whether those numbers open the circuit. */
    abstract boolean opens(Trip numbers);

    /** Without a success between them. */
    static final class Run extends Meter {
        private final int threshold;
        final AtomicInteger word;

        Run(CountTrigger trigger, AtomicInteger word) {
            super(trigger);
            this.threshold = trigger.count();
            this.word = word;
        }

        void ends() {
            if (word.getAcquire() != 0) {
                word.set(0);
            }
        }

        @Override
        Trip bad(long at, @Nullable RunningCalls running, LongSupplier clock) {
            return new Trip(trigger, word.updateAndGet(count -> count == Integer.MAX_VALUE ? count : count + 1), 0, 0);
        }

        @Override
        Trip numbers(long now, @Nullable RunningCalls running) {
            return new Trip(trigger, word.get(), 0, 0);
        }

        @Override
        boolean opens(Trip numbers) {
            return numbers.counted() >= threshold;
        }
    }

    /** A number in a time. */
    static final class Instants extends Meter {
        private final int threshold;
        private final long withinNanos;
        final RecentInstants word;

        Instants(CountTrigger trigger, RecentInstants word) {
            super(trigger);
            this.threshold = trigger.count();
            this.withinNanos = trigger.within().toNanos();
            this.word = word;
        }

        @Override
        Trip bad(long at, @Nullable RunningCalls running, LongSupplier clock) {
            return trip(word.add(at, threshold, withinNanos, clock), overdue(at, running));
        }

        @Override
        Trip numbers(long now, @Nullable RunningCalls running) {
            return trip(word.count(now, withinNanos), overdue(now, running));
        }

        private Trip trip(int counted, int overdue) {
            return new Trip(trigger, counted + overdue, 0, overdue);
        }

        @Override
        boolean opens(Trip numbers) {
            return numbers.counted() >= threshold;
        }
    }

    /** A share. */
    abstract static sealed class Share extends Meter {
        private final long millionths;
        private final int minimum;

        private Share(RateTrigger trigger) {
            super(trigger);
            this.millionths = trigger.millionths();
            this.minimum = trigger.minimumCalls();
        }

        final Trip trip(int bad, int calls, int overdue) {
            return new Trip(trigger, bad + overdue, calls + overdue, overdue);
        }

        @Override
        final boolean opens(Trip numbers) {
            return numbers.calls() >= minimum && numbers.counted() * MILLION >= millionths * numbers.calls();
        }
    }

    /** A share of the last calls. */
    static final class ByCalls extends Share {
        final CallWindow window;

        ByCalls(RateTrigger trigger, CallWindow window) {
            super(trigger);
            this.window = window;
        }

        @Override
        void good(long at, LongSupplier clock) {
            window.addGood();
        }

        @Override
        Trip bad(long at, @Nullable RunningCalls running, LongSupplier clock) {
            window.addBad();
            return numbers(at, running);
        }

        @Override
        Trip numbers(long now, @Nullable RunningCalls running) {
            return trip(window.bad(), window.calls(), overdue(now, running));
        }
    }

    /** A share of the calls of a time. */
    static final class ByTime extends Share {
        final TimeWindow window;

        ByTime(RateTrigger trigger, TimeWindow window) {
            super(trigger);
            this.window = window;
        }

        @Override
        void good(long at, LongSupplier clock) {
            window.add(at, false, clock);
        }

        @Override
        Trip bad(long at, @Nullable RunningCalls running, LongSupplier clock) {
            window.add(at, true, clock);
            return numbers(at, running);
        }

        @Override
        Trip numbers(long now, @Nullable RunningCalls running) {
            long sum = window.sum(now);
            return trip((int) TimeWindow.badOf(sum), (int) TimeWindow.callsOf(sum), overdue(now, running));
        }
    }
}
