package io.holdfast.state;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where sweeps of a map go on that earlier ones have left off: a few iterators, each of which belongs to one thread while it
 * is away from the shelf. Whoever finds the shelf empty begins a new one, so nobody waits.
 *
 * @param <K> keys
 * @param <V> values
 */
final class ClockHands<K, V> {
    private static final int MOST = 4;

    private final Map<K, V> map;
    private final ConcurrentLinkedQueue<Iterator<Map.Entry<K, V>>> shelf = new ConcurrentLinkedQueue<>();
    private final AtomicInteger shelved = new AtomicInteger();

    ClockHands(Map<K, V> map) {
        this.map = map;
    }

    Iterator<Map.Entry<K, V>> take() {
        Iterator<Map.Entry<K, V>> hand = shelf.poll();
        if (hand != null) {
            shelved.decrementAndGet();
        }
        return hand != null && hand.hasNext() ? hand : map.entrySet().iterator();
    }

    void putBack(Iterator<Map.Entry<K, V>> hand) {
        if (!hand.hasNext()) {
            return;
        }
        if (shelved.incrementAndGet() <= MOST) {
            shelf.offer(hand);
        } else {
            shelved.decrementAndGet();
        }
    }
}
