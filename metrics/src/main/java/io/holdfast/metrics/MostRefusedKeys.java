package io.holdfast.metrics;

import io.holdfast.event.Subscription;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Rejected;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Of one keyed policy the keys that it refuses most, by name, and the sum of the others: bounded, however many keys there are.
 *
 * <p><b>Guarantees.</b> The named keys and {@code (others)} add up to all refusals. The number of a key is never too high; it
 * is too low by what happened while the key was not among the {@value #REMEMBERED} remembered per named one, or while another
 * thread was counting. A key with more than a share of 1 / (remembered) of all refusals is among them (space-saving sketch,
 * Metwally et al. 2005).
 *
 * <p><b>Units.</b> Calls. <b>Progress.</b> A refusal never waits: one that finds another thread counting goes to the others.
 */
final class MostRefusedKeys implements AutoCloseable {
    private static final int REMEMBERED = 8;
    private static final int LONGEST_KEY = 100;
    private static final String OTHERS = "(others)";

    /** How often a key was counted, and how much of that it may have inherited. */
    private static final class Cell {
        long count;
        long inherited;

        long certain() {
            return count - inherited;
        }
    }

    private final int named;
    private final int remembered;
    private final LongAdder all = new LongAdder();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Map<Object, Cell> cells = new HashMap<>(); // of whoever is busy
    private final MultiGauge gauge;
    private final Subscription listener;
    private volatile boolean closed;

    MostRefusedKeys(Policy policy, int named, MeterRegistry meters, Tags tags) {
        this.named = named;
        this.remembered = named * REMEMBERED;
        this.gauge = MultiGauge.builder("holdfast.key.rejections")
                .description("Refusals of the keys that are refused most, and the sum of all others")
                .baseUnit("calls")
                .tags(tags)
                .register(meters);
        this.listener = policy.on(Rejected.class, this::refused);
        show();
    }

    private void refused(Rejected event) {
        all.increment();
        if (event.key().isPresent() && busy.compareAndSet(false, true)) {
            try {
                count(event.key().get());
            } finally {
                busy.set(false);
            }
        }
    }

    private void count(Object key) {
        Cell cell = cells.get(key);
        if (cell == null) {
            cell = new Cell();
            if (cells.size() >= remembered) {
                Map.Entry<Object, Cell> least = cells.entrySet().stream()
                        .min(Comparator.comparingLong(entry -> entry.getValue().count))
                        .orElseThrow();
                cells.remove(least.getKey());
                cell.count = least.getValue().count;
                cell.inherited = cell.count;
            }
            cells.put(key, cell);
        }
        cell.count++;
    }

    /** Brings the rows up to date; a scrape that finds a thread counting shows the rows of the one before. */
    void show() {
        if (closed || !busy.compareAndSet(false, true)) {
            return;
        }
        Map<String, Long> shown = new HashMap<>(); // keys that read alike are one row
        try {
            long rest = all.sum();
            List<Map.Entry<Object, Cell>> most = cells.entrySet().stream()
                    .sorted(Comparator.comparingLong((Map.Entry<Object, Cell> entry) ->
                                    entry.getValue().certain())
                            .reversed())
                    .limit(named)
                    .toList();
            for (Map.Entry<Object, Cell> entry : most) {
                long certain = entry.getValue().certain();
                shown.merge(text(entry.getKey()), certain, Long::sum);
                rest -= certain;
            }
            shown.merge(OTHERS, rest, Long::sum);
        } finally {
            busy.set(false);
        }
        List<Row<?>> rows = new ArrayList<>();
        shown.forEach((key, count) -> rows.add(Row.of(Tags.of("key", key), count)));
        gauge.register(rows, true);
        if (closed) {
            gauge.register(List.of(), true); // meanwhile
        }
    }

    private static String text(Object key) {
        String text;
        try {
            text = String.valueOf(key);
        } catch (RuntimeException broken) {
            return OTHERS;
        }
        return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY);
    }

    @Override
    public void close() {
        closed = true;
        listener.close();
        gauge.register(List.of(), true);
    }
}
