package io.holdfast.circuitbreaker;

import io.holdfast.spi.Effect;
import io.holdfast.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The triggers of a closed circuit at work. Sorted so that a success touches only what it must: a run of failures that it ends,
 * and the windows that count every call.
 */
final class Meters {
    private final Meter[] all;
    private final Meter.Run[] runs;
    private final Meter.ByCalls[] byCalls;
    private final Meter.ByTime[] byTime;

    /** From which duration on a call is slow for some trigger; beyond every duration where none counts slow calls. */
    final long shortestSlowNanos;

    /** Whether the end of a success must be known. */
    final boolean needsEnd;

    private Meters(List<Meter> meters) {
        this.all = meters.toArray(Meter[]::new);
        this.runs = only(meters, Meter.Run.class).toArray(Meter.Run[]::new);
        this.byCalls = only(meters, Meter.ByCalls.class).toArray(Meter.ByCalls[]::new);
        this.byTime = only(meters, Meter.ByTime.class).toArray(Meter.ByTime[]::new);
        this.shortestSlowNanos = meters.stream()
                .mapToLong(meter -> meter.slowNanos)
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        this.needsEnd = byTime.length > 0 || countsSlow();
    }

    static Meters fresh(List<Trigger> triggers, long now) {
        return new Meters(
                triggers.stream().map(trigger -> Meter.of(trigger, null, now)).toList());
    }

    /** Other triggers, each knowing what one of these knows that counts the same. */
    Meters changedTo(List<Trigger> triggers, long now) {
        List<Meter> left = new ArrayList<>(List.of(all));
        List<Meter> changed = new ArrayList<>();
        for (Trigger trigger : triggers) {
            Meter known = left.stream()
                    .filter(meter -> meter.countsSameAs(trigger))
                    .findFirst()
                    .orElse(null);
            left.remove(known);
            changed.add(Meter.of(trigger, known, now));
        }
        return new Meters(changed);
    }

    /** Whether a success has nothing to write but, at most, the end of one run of failures. */
    boolean quiet() {
        return runs.length <= 1 && byCalls.length == 0 && byTime.length == 0 && !countsSlow();
    }

    @Nullable
    AtomicInteger firstRun() {
        return runs.length == 0 ? null : runs[0].word;
    }

    boolean countsSlow() {
        return shortestSlowNanos != Long.MAX_VALUE;
    }

    /** A success that was not slow. */
    void succeeded(long at, LongSupplier clock) {
        for (Meter.Run run : runs) {
            run.ends();
        }
        for (Meter.ByCalls by : byCalls) {
            by.window.addGood();
        }
        for (Meter.ByTime by : byTime) {
            by.window.add(at, false, clock);
        }
    }

    /** A failure, or a success that was slow: tells which trigger opens the circuit, the first of several. */
    @Nullable
    Trip ended(Verdict verdict, long nanos, long at, @Nullable RunningCalls running, LongSupplier clock) {
        boolean success = verdict.effect() == Effect.SUCCESS;
        Trip first = null;
        for (Meter meter : all) {
            if (meter.counts(verdict, nanos)) {
                Trip numbers = meter.bad(at, running, clock);
                first = first == null && meter.opens(numbers) ? numbers : first;
            } else if (success && meter instanceof Meter.Run run) {
                run.ends();
            } else {
                meter.good(at, clock);
            }
        }
        return first;
    }

    /** Nothing has ended, but calls have been running for longer. */
    @Nullable
    Trip overdue(long now, RunningCalls running) {
        for (Meter meter : all) {
            Trip numbers = meter.slowNanos == 0 ? null : meter.numbers(now, running);
            if (numbers != null && numbers.running() > 0 && meter.opens(numbers)) {
                return numbers;
            }
        }
        return null;
    }

    /** After how long to look again; 0 when nothing is running. */
    long untilOverdue(long now, RunningCalls running) {
        long soonest = Long.MAX_VALUE;
        for (Meter meter : all) {
            if (meter.slowNanos > 0) {
                soonest = Math.min(soonest, running.untilOverdue(now, meter.slowNanos));
            }
        }
        return soonest;
    }

    List<Trip> numbers(long now, @Nullable RunningCalls running) {
        List<Trip> numbers = new ArrayList<>();
        for (Meter meter : all) {
            numbers.add(meter.numbers(now, running));
        }
        return numbers;
    }

    private static <M extends Meter> List<M> only(List<Meter> meters, Class<M> type) {
        return meters.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
