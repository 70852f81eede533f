package io.holdfast.async;

import java.util.function.BooleanSupplier;

/**
 * Two threads that do one thing each at the same moment, many times over. Whoever comes second gets a head start in the next
 * round, so that both orders, and everything between, occur.
 */
final class Duel implements AutoCloseable {
    private static final int PATIENT = 300;
    private static final int STEP = 25;
    private static final int MOST = 5_000;

    private final Thread other = new Thread(this::fight, "duel");
    private volatile Runnable theirs;
    private volatile int called;
    private volatile int answered;
    private volatile boolean over;
    private volatile int theirHandicap;
    private int lead;

    Duel() {
        other.setDaemon(true);
        other.start();
    }

    private void fight() {
        for (int round = 1; !over; round++) {
            int mine = round;
            await(() -> called == mine || over);
            if (!over) {
                spin(theirHandicap);
                theirs.run();
                answered = mine;
            }
        }
    }

    /** Runs both at once, and waits for both. */
    void round(Runnable mine, Runnable other) {
        int handicap = Math.max(lead, 0);
        theirHandicap = Math.max(-lead, 0);
        theirs = other;
        int round = called + 1;
        called = round;
        spin(handicap);
        mine.run();
        await(() -> answered == round);
    }

    /** Tells who was first, for the next round. */
    void won(boolean mine) {
        lead = Math.max(-MOST, Math.min(MOST, lead + (mine ? STEP : -STEP)));
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int turn = 0; !condition.getAsBoolean(); turn++) {
            if (turn < PATIENT) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
