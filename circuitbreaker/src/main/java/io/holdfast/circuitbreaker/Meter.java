package io.holdfast.circuitbreaker;

import io.holdfast.spi.Effect;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Verdict;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
    void good(long at) {}

    /** A call that counts has ended; the numbers with it. */
    abstract Trip bad(long at, int running);

    /** The numbers as they are. */
    abstract Trip numbers(long now, int running);

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
        Trip bad(long at, int running) {
            return new Trip(trigger, word.updateAndGet(count -> count == Integer.MAX_VALUE ? count : count + 1), 0, 0);
        }

        @Override
        Trip numbers(long now, int running) {
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
        Trip bad(long at, int running) {
            return new Trip(trigger, word.add(at, threshold, withinNanos) + running, 0, running);
        }

        @Override
        Trip numbers(long now, int running) {
            return new Trip(trigger, word.count(now, withinNanos) + running, 0, running);
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
        void good(long at) {
            window.addGood();
        }

        @Override
        Trip bad(long at, int running) {
            window.addBad();
            return numbers(at, running);
        }

        @Override
        Trip numbers(long now, int running) {
            return new Trip(trigger, window.bad() + running, window.calls() + running, running);
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
        void good(long at) {
            window.add(at, false);
        }

        @Override
        Trip bad(long at, int running) {
            window.add(at, true);
            return numbers(at, running);
        }

        @Override
        Trip numbers(long now, int running) {
            long sum = window.sum(now);
            int calls = (int) TimeWindow.callsOf(sum);
            return new Trip(trigger, (int) TimeWindow.badOf(sum) + running, calls + running, running);
        }
    }
}
