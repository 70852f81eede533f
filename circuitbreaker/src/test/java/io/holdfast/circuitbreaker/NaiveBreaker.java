package io.holdfast.circuitbreaker;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a circuit breaker is, for one thread: plain fields, lists, and nothing shared. Knows every call that it has admitted as an
 * object, so it needs no numbers. Without jitter.
 */
final class NaiveBreaker {
    /** A call that was admitted. */
    static final class Admitted {
        private final long begunAt;
        private final long era;
        private long leaseEnds;

        private Admitted(long begunAt, long era) {
            this.begunAt = begunAt;
            this.era = era;
        }
    }

    private CircuitBreakerSettings settings;
    private List<NaiveTrigger> triggers;
    private State state = State.CLOSED;
    private long since;
    private long openFor;
    private int reopenings;
    private long era;
    private long retryAt;
    private long lease;
    private int passed;
    private int failed;
    private final List<Admitted> probes = new ArrayList<>();
    private final List<Admitted> running = new ArrayList<>();
    private boolean lookSet;
    private long lookAt;
    private final long[] spent = new long[State.values().length];
    long now;
    long late;
    long lookTrips;
    long replaced;

    NaiveBreaker(CircuitBreakerSettings settings, long now) {
        this.settings = settings;
        this.now = now;
        this.since = now;
        this.retryAt = now;
        this.triggers = fresh();
    }

    /** Null when refused. */
    Admitted ask() {
        if (state == State.OPEN && timeIsUp()) {
            become(State.HALF_OPEN);
            lease = settings.leaseNanos();
        }
        Admitted call = new Admitted(now, era);
        if (state == State.CLOSED) {
            running.add(call);
            if (!lookSet && shortestSlow() > 0) {
                setLook(shortestSlow());
            }
            return call;
        }
        if (state == State.OPEN || (full() && !someProbeGaveUp())) {
            return null;
        }
        call.leaseEnds = now + lease;
        probes.add(call);
        return call;
    }

    private boolean timeIsUp() {
        return now - since >= openFor || now - since < 0;
    }

    boolean full() {
        return probes.size() + passed + failed >= settings.probes();
    }

    /** Those whose lease has ended are given up if that makes room for another; until then they may still come back. */
    private boolean someProbeGaveUp() {
        List<Admitted> gone = probes.stream().filter(this::expired).toList();
        if (gone.isEmpty() || probes.size() - gone.size() + passed + failed >= settings.probes()) {
            return false;
        }
        probes.removeAll(gone);
        lease *= 2;
        replaced++;
        return true;
    }

    private boolean expired(Admitted probe) {
        long left = probe.leaseEnds - now;
        return left <= 0 || left > lease;
    }

    void tell(Admitted call, Verdict verdict) {
        boolean own = call.era == era && (state == State.CLOSED || probes.contains(call));
        running.remove(call);
        probes.remove(call);
        if (!own) {
            late++;
            return;
        }
        if (verdict.effect() != Effect.SUCCESS && verdict.effect() != Effect.FAILURE) {
            return;
        }
        long took = now - call.begunAt;
        if (state == State.CLOSED) {
            tellClosed(verdict, took);
            return;
        }
        if (triggers.stream().anyMatch(trigger -> trigger.counts(verdict, took))) {
            failed++;
        } else {
            passed++;
        }
        judgeProbes(verdict.pushBackNanos());
    }

    private void judgeProbes(long asked) {
        if (failed > settings.probes() - settings.mustPass()) {
            reopenings++;
            openFor = Math.max(wait(reopenings), Math.min(asked, obeyed()));
            become(State.OPEN);
        } else if (passed >= settings.mustPass()) {
            become(State.CLOSED);
        }
    }

    private void tellClosed(Verdict verdict, long took) {
        long asked = Math.min(verdict.pushBackNanos(), obeyed());
        boolean meaningless = retryAt - now > obeyed();
        retryAt = asked > 0 && (asked > retryAt - now || meaningless) ? now + asked : retryAt;
        boolean opens = false;
        for (NaiveTrigger trigger : triggers) {
            boolean counted = trigger.counts(verdict, took);
            trigger.take(verdict, counted, now);
            opens |= counted && trigger.opens(now, overdue(trigger));
        }
        if (opens) {
            trip();
        }
    }

    /** Moves the clock as the timer does: looks are taken on the way, each at its own time. */
    void advance(long nanos) {
        long until = now + nanos;
        while (lookSet && lookAt - until <= 0) {
            now = lookAt - now > 0 ? lookAt : now;
            look();
        }
        now = until - now > 0 ? until : now;
    }

    private void look() {
        lookSet = false;
        if (state != State.CLOSED || shortestSlow() == 0) {
            return;
        }
        for (NaiveTrigger trigger : triggers) {
            if (overdue(trigger) > 0 && trigger.opens(now, overdue(trigger))) {
                lookTrips++;
                trip();
                return;
            }
        }
        long next = Long.MAX_VALUE;
        for (NaiveTrigger trigger : triggers) {
            for (Admitted call : running) {
                if (call.era == era && trigger.slowNanos() > 0) {
                    long left = call.begunAt + trigger.slowNanos() - now;
                    next = Math.min(next, left > 0 ? Math.min(left, trigger.slowNanos()) : trigger.slowNanos());
                }
            }
        }
        if (next != Long.MAX_VALUE) {
            setLook(next);
        }
    }

    private void setLook(long nanos) {
        lookSet = true;
        lookAt = now + nanos;
    }

    private long shortestSlow() {
        return triggers.stream()
                .mapToLong(NaiveTrigger::slowNanos)
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(0);
    }

    private void trip() {
        openFor = Math.max(wait(0), Math.min(retryAt - now, obeyed()));
        reopenings = 0;
        become(State.OPEN);
    }

    private int overdue(NaiveTrigger trigger) {
        return (int) running.stream()
                .filter(call -> trigger.slowNanos() > 0 && call.era == era)
                .filter(call -> now - call.begunAt >= trigger.slowNanos())
                .count();
    }

    void reset() {
        become(State.CLOSED);
    }

    void reconfigure(CircuitBreakerSettings next) {
        long slow = shortestSlow() == 0 ? Long.MAX_VALUE : shortestSlow();
        settings = next;
        List<NaiveTrigger> left = new ArrayList<>(triggers);
        List<NaiveTrigger> changed = new ArrayList<>();
        for (Trigger each : next.triggers()) {
            NaiveTrigger known = left.stream()
                    .filter(trigger -> trigger.likes(each))
                    .findFirst()
                    .orElse(null);
            left.remove(known);
            changed.add(known == null ? new NaiveTrigger(each, now) : known.becomes(each));
        }
        triggers = changed;
        if (state == State.CLOSED && shortestSlow() > 0 && shortestSlow() < slow) {
            setLook(0);
        }
        if (state == State.HALF_OPEN) {
            judgeProbes(0);
        }
    }

    State state() {
        return state == State.OPEN && timeIsUp() ? State.HALF_OPEN : state;
    }

    boolean openAndDue() {
        return state == State.OPEN && timeIsUp();
    }

    private long wait(int times) {
        OpenWait wait = settings.openWait();
        long nanos = wait.first().toNanos();
        for (int i = 0; i < Math.min(times, 100); i++) {
            long grown = nanos * wait.growthPercent() / 100;
            nanos = Math.min(wait.longest().toNanos(), wait.growthPercent() > 100 ? Math.max(grown, nanos + 1) : grown);
        }
        return nanos;
    }

    private long obeyed() {
        return settings.openWait().longestRetryAfter().toNanos();
    }

    private List<NaiveTrigger> fresh() {
        return settings.triggers().stream()
                .map(trigger -> new NaiveTrigger(trigger, now))
                .toList();
    }

    private void become(State next) {
        if (state == State.OPEN) {
            long passedTime = Math.max(0, now - since);
            spent[State.OPEN.ordinal()] += Math.min(passedTime, openFor);
            spent[State.HALF_OPEN.ordinal()] += passedTime - Math.min(passedTime, openFor);
        } else {
            spent[state.ordinal()] += Math.max(0, now - since);
        }
        state = Objects.requireNonNull(next);
        since = now;
        era++;
        probes.clear();
        passed = 0;
        failed = 0;
        if (next == State.CLOSED) {
            triggers = fresh();
            retryAt = now;
        }
    }

    long transitions() {
        return era;
    }

    long spent(State which) {
        return spent[which.ordinal()];
    }
}
