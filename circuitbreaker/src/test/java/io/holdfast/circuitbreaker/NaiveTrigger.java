package io.holdfast.circuitbreaker;

import io.holdfast.spi.Effect;
import io.holdfast.spi.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A trigger for one thread: a list of what has happened, looked through from its beginning each time. */
final class NaiveTrigger {
    private static final int CELLS = 20;

    /** A call that has ended: when, or in which twentieth, and whether it counted. */
    private record Ended(long at, boolean bad) {}

    private final Trigger trigger;
    private final long origin;
    private final List<Ended> calls;
    private int run;

    NaiveTrigger(Trigger trigger, long now) {
        this(trigger, now - within(trigger), new ArrayList<>());
    }

    private NaiveTrigger(Trigger trigger, long origin, List<Ended> calls) {
        this.trigger = trigger;
        this.origin = origin;
        this.calls = calls;
    }

    boolean likes(Trigger other) {
        return shape(trigger).equals(shape(other));
    }

    private static String shape(Trigger trigger) {
        String window = trigger instanceof CountTrigger count
                ? "count " + count.consecutive()
                : "rate " + (((RateTrigger) trigger).calls() > 0);
        return window + trigger.kinds() + trigger.slowerThan();
    }

    /** What it knows under another trigger of its shape; a window of time must have the same length. */
    NaiveTrigger becomes(Trigger next) {
        NaiveTrigger other = new NaiveTrigger(next, origin, new ArrayList<>(calls));
        other.run = run;
        if (trigger instanceof RateTrigger rate && rate.calls() > 0) {
            other.calls.subList(0, Math.max(0, calls.size() - rate.calls())).clear();
        }
        return other;
    }

    long slowNanos() {
        return trigger.slowerThan().toNanos();
    }

    boolean counts(Verdict verdict, long took) {
        if (slowNanos() > 0) {
            return took >= slowNanos();
        }
        return verdict.effect() == Effect.FAILURE
                && (trigger.kinds().isEmpty() || trigger.kinds().contains(verdict.kind()));
    }

    void take(Verdict verdict, boolean bad, long now) {
        if (trigger instanceof RateTrigger rate) {
            calls.add(rate.calls() > 0 ? new Ended(now, bad) : new Ended(cell(now), bad));
        } else if (within(trigger) == 0) {
            run = verdict.effect() == Effect.SUCCESS ? 0 : bad ? run + 1 : run;
        } else if (bad) {
            takeInstant(now);
        }
    }

    private void takeInstant(long now) {
        long within = within(trigger);
        calls.add(new Ended(now, true));
        long newest = now;
        for (Ended each : calls) {
            newest = each.at - newest > 0 ? each.at : newest;
        }
        if (newest - now > within) {
            calls.clear();
            calls.add(new Ended(now, true));
        }
        long last = calls.stream().mapToLong(Ended::at).reduce(now, (a, b) -> b - a > 0 ? b : a);
        calls.removeIf(each -> last - each.at > within);
        while (calls.size() > ((CountTrigger) trigger).count()) {
            calls.remove(0);
        }
    }

    /** In which twentieth a call counts: its own, unless a later one has its place already. */
    private long cell(long now) {
        long tick = tick(now);
        for (Ended each : calls) {
            if (samePlace(each.at, tick) && each.at >= tick && each.at <= tick + CELLS) {
                return each.at;
            }
        }
        calls.removeIf(each -> samePlace(each.at, tick));
        return tick;
    }

    private static boolean samePlace(long tick, long other) {
        return (tick - other) % CELLS == 0;
    }

    private long tick(long now) {
        return Math.floorDiv(now - origin, within(trigger) / CELLS);
    }

    boolean opens(long now, int running) {
        if (trigger instanceof CountTrigger count) {
            int counted = count.consecutive()
                    ? run
                    : (int) calls.stream()
                            .filter(each -> now - each.at <= within(trigger))
                            .count();
            return counted + running >= count.count();
        }
        RateTrigger rate = (RateTrigger) trigger;
        List<Ended> in = rate.calls() > 0
                ? calls.subList(Math.max(0, calls.size() - rate.calls()), calls.size())
                : calls.stream()
                        .filter(each -> each.at > tick(now) - CELLS && each.at <= tick(now) + CELLS)
                        .toList();
        long bad = in.stream().filter(Ended::bad).count() + running;
        long all = in.size() + running;
        return all >= rate.minimumCalls() && bad * 100.0 >= rate.percent() * all;
    }

    private static long within(Trigger trigger) {
        return trigger instanceof CountTrigger count
                ? count.within().toNanos()
                : ((RateTrigger) trigger).within().toNanos();
    }
}
