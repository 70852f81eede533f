package io.holdfast.concurrency;

import java.util.List;

/** The words of the bulkhead, each broken by a token. */
class BulkheadVariantsTest extends VariantTests {
    private static final String FOLDER = "bulkhead/src/main/java/io/holdfast/bulkhead/";
    private static final String POOL = FOLDER + "PermitPool.java";
    private static final String TICKET = "core/src/main/java/io/holdfast/spi/Ticket.java";
    private static final Catcher EVICTION = Catcher.tests("bulkhead", "io.holdfast.bulkhead.EvictionRaceTest");

    private static Catcher race(String name) {
        return Catcher.tests("bulkhead", "io.holdfast.bulkhead.PermitRaceTest")
                .with("-Dholdfast.race=" + name)
                .with("-Dholdfast.races=3000000")
                .with("-Dholdfast.raceSeconds=60");
    }

    @Override
    List<Variant> variants() {
        Catcher cancel = race("grant against cancel");
        Catcher enqueue = race("release against enqueue");
        Catcher resize = race("resize against acquire");
        return List.of(
                new Variant(
                        "grant against cancel: a refused grant counts as accepted",
                        POOL,
                        "} else if (first.ticket.grant(",
                        "} else if (first.ticket.gone() | first.ticket.grant(",
                        cancel),
                new Variant(
                        "grant against cancel: a waiter leaves without a compare-and-set",
                        TICKET,
                        "return STATE.compareAndSet(this, WAITING, LEFT);",
                        "boolean mine = state == WAITING; state = LEFT; return mine;",
                        cancel),
                new Variant(
                        "grant against cancel: a grant is written without a compare-and-set",
                        TICKET,
                        "if (!STATE.compareAndSet(this, WAITING, answer)) {",
                        "boolean gone = state != WAITING; state = answer; if (gone) {",
                        cancel),
                new Variant(
                        "grant against cancel: what a waiter that has left refuses is not given back",
                        POOL,
                        "word.getAndAdd(-PermitWord.taken(colour)); // it has left",
                        "// it has left",
                        race("cancel in front of another")),
                new Variant(
                        "release against enqueue: no look at the permits once linked",
                        POOL,
                        "drain();\nreturn true;",
                        "return true;",
                        enqueue),
                new Variant(
                        "release against enqueue: no second look at the queue",
                        POOL,
                        "if (queue.isEmpty()) {",
                        "if (true) {",
                        enqueue),
                new Variant(
                        "release against enqueue: the look at the waiters comes before the permit is back",
                        POOL,
                        "PermitWord.waiters(word.getAndAdd(-PermitWord.taken(permit & 1))) != 0",
                        "PermitWord.waiters(word.get()) + 0 * word.getAndAdd(-PermitWord.taken(permit & 1)) != 0",
                        enqueue),
                new Variant(
                        "resize against acquire: a permit is taken without having been seen",
                        POOL,
                        "if (word.compareAndSet(seen, seen + PermitWord.taken(colour))) {\ntry",
                        "if (word.getAndAdd(PermitWord.taken(colour)) != 0) {\ntry",
                        resize),
                new Variant(
                        "resize against acquire: the word is overwritten by who enters",
                        POOL,
                        "if (word.compareAndSet(seen, seen + PermitWord.taken(colour))) {\ntry",
                        "if (word.compareAndSet(word.get(), seen + PermitWord.taken(colour))) {\ntry",
                        resize),
                new Variant(
                        "resize against acquire: the word is overwritten by the change",
                        POOL,
                        "while (!word.compareAndSet(seen, seen + next - permits));",
                        "while (!word.compareAndSet(word.get(), seen + next - permits));",
                        resize),
                new Variant(
                        "growth against enqueue: no look at the waiters after growing",
                        POOL,
                        "(seen = changes.addAndGet(-seen)) != 0);\ndrain();",
                        "(seen = changes.addAndGet(-seen)) != 0);",
                        race("growth against enqueue")),
                new Variant(
                        "evict against acquire: a compartment is given up as it is, not as it was judged",
                        POOL,
                        "word.compareAndSet(seen, PermitWord.SEALED)",
                        "word.compareAndSet(word.get(), PermitWord.SEALED)",
                        Catcher.stress("bulkhead.EvictAgainstAcquireStress")),
                new Variant(
                        "evict against acquire: a compartment is given up while a permit of it is held",
                        FOLDER + "PermitWord.java",
                        "red(word) == 0 && free(word) == permits",
                        "red(word) == 0",
                        EVICTION),
                new Variant(
                        "evict against acquire: a new compartment takes the place of one that came in between",
                        FOLDER + "CompartmentTable.java",
                        "if (places.compareAndSet(place, null, mine)) {",
                        "if (places.getAndSet(place, mine) != mine) {",
                        EVICTION),
                new Variant(
                        "evict against acquire: a class gets a second compartment",
                        FOLDER + "CompartmentTable.java",
                        "Compartment before = byClass.putIfAbsent(callerClass, mine);\nif (before == null) {",
                        "Compartment before = byClass.put(callerClass, mine);\nif (true) {",
                        EVICTION));
    }
}
