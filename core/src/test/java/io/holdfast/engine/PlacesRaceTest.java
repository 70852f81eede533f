package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.InFlight;
import io.holdfast.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Threads take places and give them back, as fast as they can: nobody gets the place of somebody else. */
class PlacesRaceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 1_000_000;
    private static final int EACH = 100; // more than a chunk, so that chunks are added under contention

    private static void together(Runnable work) {
        CompletableFuture<?>[] threads = new CompletableFuture<?>[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = CompletableFuture.runAsync(work, task -> new Thread(task).start());
        }
        CompletableFuture.allOf(threads).join();
    }

    @Test
    void noPlaceIsGivenTwice() {
        FreePlaces places = new FreePlaces();
        AtomicIntegerArray owners = new AtomicIntegerArray(1 << 16);
        AtomicInteger twice = new AtomicInteger();
        together(() -> {
            int[] mine = new int[EACH];
            for (int round = 0; round < ROUNDS / EACH; round++) {
                for (int i = 0; i < EACH; i++) {
                    mine[i] = take(places);
                    twice.addAndGet(owners.getAndIncrement(mine[i]));
                }
                for (int i = 0; i < EACH; i++) {
                    owners.decrementAndGet(mine[i]);
                    places.giveBack(mine[i]);
                }
            }
        });
        assertThat(twice).hasValue(0);
        assertThat(free(places)).as("all of them are free").isEqualTo(places.size());
        assertThat(places.size()).isBetween(EACH, 64 * FreePlaces.CHUNK);
    }

    private static int take(FreePlaces places) {
        int place = places.take();
        while (place < 0) {
            places.grow(places.size());
            place = places.take();
        }
        return place;
    }

    private static int free(FreePlaces places) {
        int count = 0;
        while (places.take() >= 0) {
            count++;
        }
        return count;
    }

    @Test
    void whoLeavesIsGoneAndNobodyElse() {
        CallsInFlight calls = new CallsInFlight(TimeSource.system(), 1);
        AtomicInteger wrong = new AtomicInteger();
        together(() -> {
            for (int round = 0; round < ROUNDS / 3; round++) {
                CallsInFlight.Entry mine = new Line();
                CallsInFlight.Entry second = new Line();
                int number = calls.enter(mine);
                int other = calls.enter(second);
                wrong.addAndGet(number == other ? 1 : 0);
                calls.leave(number, second); // does nothing
                calls.leave(number, mine);
                calls.leave(number, mine); // the place may be somebody else's by now
                if (round % 1_000 == 0) {
                    wrong.addAndGet(calls.dump().size() > 2 * THREADS ? 1 : 0);
                }
                calls.leave(other, second);
            }
        });
        assertThat(wrong).hasValue(0);
        assertThat(calls.dump()).isEmpty();
    }

    private static final class Line implements CallsInFlight.Entry {
        @Override
        public InFlight describe(long since, long now) {
            return new InFlight("o", InFlight.State.RUNNING, "", 1, Duration.ZERO, Optional.empty());
        }
    }
}
