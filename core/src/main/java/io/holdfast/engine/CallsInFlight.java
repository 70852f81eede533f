package io.holdfast.engine;

import io.holdfast.call.InFlight;
import io.holdfast.time.TimeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous calls of a pipeline that are suspended, and the work that was abandoned: for the dump, and for the limit
 * on abandoned work.
 *
 * <p>Leaving compares the object, so leaving twice, or with an old number, does nothing. Nothing is allocated once there are
 * as many places as calls are in flight at one time; places are never given up.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread. The dump is a snapshot entry by entry.
 */
public final class CallsInFlight {
    /** What can be in flight. */
    interface Entry {
        InFlight describe(long since, long now);
    }

    private record Chunk(AtomicReferenceArray<@Nullable Entry> entries, long[] since) {
        Chunk() {
            this(new AtomicReferenceArray<>(FreePlaces.CHUNK), new long[FreePlaces.CHUNK]);
        }
    }

    private final TimeSource time;
    private final int mostAbandoned;
    private final FreePlaces free = new FreePlaces();
    private final AtomicReference<Chunk[]> chunks = new AtomicReference<>(new Chunk[0]);
    private final AtomicInteger abandoned = new AtomicInteger();
    private final LongAdder everAbandoned = new LongAdder();
    private final Runnable oneLess = abandoned::decrementAndGet;

    /**
     * Nothing in flight.
     *
     * @param time whence ages come
     * @param mostAbandoned how much abandoned work may run
     */
    public CallsInFlight(TimeSource time, int mostAbandoned) {
        this.time = time;
        this.mostAbandoned = mostAbandoned;
    }

    /** Enters; returns the number under which to leave. */
    int enter(Entry entry) {
        long now = now();
        int place = free.take();
        while (place < 0) {
            free.grow(free.size());
            place = free.take();
        }
        Chunk chunk = chunk(place / FreePlaces.CHUNK);
        chunk.since[place % FreePlaces.CHUNK] = now;
        chunk.entries.set(place % FreePlaces.CHUNK, entry);
        return place;
    }

    /** For ages that people read; no call fails for want of them. */
    private long now() {
        try {
            return time.nanos();
        } catch (Throwable broken) {
            return 0;
        }
    }

    private Chunk chunk(int index) {
        while (true) {
            Chunk[] now = chunks.get();
            if (index < now.length) {
                return now[index];
            }
            Chunk[] grown = Arrays.copyOf(now, now.length + 1);
            grown[now.length] = new Chunk();
            chunks.compareAndSet(now, grown);
        }
    }

    /** Leaves; does nothing when it is not there any more. */
    void leave(int number, Entry entry) {
        Chunk[] now = chunks.get();
        if (number >= 0
                && number / FreePlaces.CHUNK < now.length
                && now[number / FreePlaces.CHUNK].entries.compareAndSet(number % FreePlaces.CHUNK, entry, null)) {
            free.giveBack(number);
        }
    }

    /** Whether so much abandoned work runs that no more work may begin. */
    boolean full() {
        return abandoned.get() >= mostAbandoned;
    }

    /** How much abandoned work runs. */
    public int abandoned() {
        return abandoned.get();
    }

    /** How much work was ever abandoned. */
    public long everAbandoned() {
        return everAbandoned.sum();
    }

    /** Counts work that was given up until it ends; false when it has ended already. */
    boolean countAbandoned(Attempt attempt) {
        abandoned.incrementAndGet();
        boolean counted = attempt.keep(oneLess);
        if (counted) {
            everAbandoned.increment();
        } else {
            oneLess.run();
        }
        return counted;
    }

    /** A snapshot. */
    public List<InFlight> dump() {
        List<InFlight> lines = new ArrayList<>();
        long now = time.nanos();
        for (Chunk chunk : chunks.get()) {
            for (int i = 0; i < FreePlaces.CHUNK; i++) {
                Entry entry = chunk.entries.get(i);
                if (entry != null) {
                    lines.add(entry.describe(chunk.since[i], now));
                }
            }
        }
        return List.copyOf(lines);
    }
}
