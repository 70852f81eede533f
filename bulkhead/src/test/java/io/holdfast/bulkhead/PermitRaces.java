package io.holdfast.bulkhead;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two threads act on one bulkhead within the same nanoseconds, round after round; between two rounds everything is checked
 * and given back.
 */
final class PermitRaces {
    private static final int SPINS = 2_000;
    private static final int MOST_APART = 60;
    private static final BulkheadSettings ONE = BulkheadSettings.of(1).withQueue(5, Duration.ofHours(1));
    private static final BulkheadSettings TWO = ONE.withPermits(2);
    private static final BulkheadSettings ONE_OR_NOTHING = BulkheadSettings.of(1);

    private final String race;
    private final int rounds;
    private final long limitNanos;
    private final Bulkhead bulkhead = Bulkhead.of(1).create(PolicySite.named("race"));
    private final AtomicInteger go = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final SplittableRandom random = new SplittableRandom(4);
    private final int[] outcomes = new int[2];
    private long held;
    private long answer;
    private int inUseAfterwards;
    private Ticket first;
    private Ticket second;
    private boolean left;

    private PermitRaces(String race, int rounds, int seconds) {
        this.race = race;
        this.rounds = rounds;
        this.limitNanos = seconds * 1_000_000_000L;
    }

    /**
     * Runs a race.
     *
     * @param race its name
     * @param rounds how many rounds
     * @param seconds when to stop although they are not over: a busy machine takes a time slice per round
     * @return how it went; begins with "broken" as soon as a round breaks a rule
     */
    static String run(String race, int rounds, int seconds) {
        return new PermitRaces(race, rounds, seconds).run();
    }

    private String run() {
        Thread other = new Thread(this::other, "other");
        other.setDaemon(true);
        other.start();
        try {
            int round = 0;
            long started = System.nanoTime();
            while (round < rounds && System.nanoTime() - started < limitNanos) {
                round++;
                prepare();
                go.set(round);
                apart();
                here();
                for (int spins = 0; done.get() < round; spins++) {
                    pause(spins);
                }
                String broken = check();
                if (broken != null) {
                    return "broken in round " + round + ": " + broken;
                }
            }
            return "sound in " + round + " rounds, outcomes " + Arrays.toString(outcomes);
        } finally {
            go.set(Integer.MAX_VALUE);
        }
    }

    private void other() {
        for (int round = 1; ; round++) {
            for (int spins = 0; go.get() < round; spins++) {
                pause(spins);
            }
            if (go.get() == Integer.MAX_VALUE) {
                return;
            }
            there();
            done.set(round);
        }
    }

    private static void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private void apart() {
        for (int spins = random.nextInt(MOST_APART); spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    private void prepare() {
        bulkhead.reconfigure(race.equals("resize against acquire") ? ONE_OR_NOTHING.withPermits(2) : ONE);
        held = enter();
        first = ticket();
        second = ticket();
        if (race.contains("cancel")) {
            enqueue(first);
        }
        if (race.equals("cancel in front of another")) {
            enqueue(second);
        }
    }

    private void here() {
        switch (race) {
            case "resize against acquire" -> {
                bulkhead.reconfigure(ONE_OR_NOTHING);
                inUseAfterwards = bulkhead.inUse();
            }
            case "growth against enqueue" -> bulkhead.reconfigure(TWO);
            default -> release(held);
        }
    }

    private void there() {
        if (race.contains("cancel")) {
            left = first.leave();
            if (left) {
                bulkhead.left(first);
            }
            return;
        }
        answer = enter();
        if (answer == Gate.QUEUE) {
            enqueue(first);
        }
    }

    private String check() {
        return switch (race) {
            case "grant against cancel" -> checkCancel(first.granted());
            case "cancel in front of another" ->
                first.granted() && second.granted()
                        ? "two were granted one permit"
                        : checkCancel(first.granted() || second.granted());
            case "release against enqueue", "growth against enqueue" -> checkEntered();
            default -> checkResize();
        };
    }

    private String checkCancel(boolean granted) {
        if (left == first.granted()) {
            return left ? "both left and granted" : "neither left nor granted";
        }
        outcomes[left ? 1 : 0]++;
        boolean lost = race.startsWith("cancel") && !granted;
        if (first.granted()) {
            release(first.answer());
        }
        if (second.granted()) {
            release(second.answer());
        }
        return lost ? "the next in the queue was not served" : full(1);
    }

    private String checkEntered() {
        outcomes[answer >= 0 ? 0 : 1]++;
        if (answer < 0 && !first.granted()) {
            return "somebody waits though a permit is free";
        }
        release(answer >= 0 ? answer : first.answer());
        if (race.startsWith("growth")) {
            release(held);
            return full(2);
        }
        return full(1);
    }

    private String checkResize() {
        outcomes[answer >= 0 ? 0 : 1]++;
        boolean above = answer >= 0 && inUseAfterwards == 1;
        if (answer >= 0) {
            release(answer);
        }
        release(held);
        return above ? "somebody entered after the limit had been lowered to what was in use" : full(1);
    }

    private String full(int permits) {
        return bulkhead.available() == permits && bulkhead.waiting() == 0
                ? null
                : bulkhead.available() + " of " + permits + " permits are back, " + bulkhead.waiting() + " wait";
    }

    private long enter() {
        return bulkhead.enter(0, Deadline.NONE, Gate.NO_SUBJECT);
    }

    private Ticket ticket() {
        long now = bulkhead.time().nanos();
        return new Ticket(Gate.NO_SUBJECT, now, now + Deadline.NEVER, () -> {});
    }

    private void enqueue(Ticket ticket) {
        bulkhead.enqueue(ticket, bulkhead.time().nanos(), Deadline.NONE);
    }

    private void release(long permit) {
        bulkhead.settle(permit, Verdict.SUCCESS, 0, 0);
    }
}
