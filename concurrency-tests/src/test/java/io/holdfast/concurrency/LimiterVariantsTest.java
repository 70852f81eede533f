package io.holdfast.concurrency;

import java.util.List;

/** The words of the rate limiters, each broken by a token. */
class LimiterVariantsTest extends VariantTests {
    private static final String FOLDER = "core/src/main/java/io/holdfast/state/";
    private static final String GCRA = FOLDER + "Gcra.java";
    private static final String CELL = FOLDER + "GcraCell.java";
    private static final String SET = FOLDER + "GcraSet.java";
    private static final String TABLE = FOLDER + "GcraTable.java";
    private static final String LEAVING = FOLDER + "Leaving.java";
    private static final String WINDOW = FOLDER + "WindowLog.java";

    private static Catcher tests(String... tests) {
        String[] names = new String[tests.length];
        for (int i = 0; i < tests.length; i++) {
            names[i] = "io.holdfast.ratelimiter." + tests[i];
        }
        return Catcher.tests("ratelimiter", names).with("-Dholdfast.rounds=300000");
    }

    @Override
    List<Variant> variants() {
        return List.of(
                new Variant(
                        "two takers, one slot: a bucket is overwritten",
                        GCRA,
                        "if (tat.compareAndSet(seen, tick + ahead)) {\nreturn ahead;",
                        "if (tat.compareAndSet(tat.get(), tick + ahead)) {\nreturn ahead;",
                        tests("RaceTest#twoTakersOneSlot")),
                new Variant(
                        "two takers, one slot: the bucket of a key is overwritten",
                        CELL,
                        "if (TAT.compareAndSet(this, seen, word(tick + ahead))) {\nreturn ahead;",
                        "TAT.setVolatile(this, word(tick + ahead)); if (true) {\nreturn ahead;",
                        tests("RaceTest#twoNewCallsOfOneKeyShareOneCell")),
                new Variant(
                        "two takers, one slot: several limits are overwritten",
                        SET,
                        "if (STATE.compareAndSet(this, seen, next)) {",
                        "if (STATE.compareAndSet(this, state, next)) {",
                        tests("CombinedRateLimiterTest#racingTakersAdmitTheSmallestBurst")),
                new Variant(
                        "two takers, one slot: the slot of a window is overwritten",
                        WINDOW,
                        "if (ring.compareAndSet(i, slot, (recorded << TIME_SHIFT) | lap)) {",
                        "if (ring.compareAndSet(i, ring.get(i), (recorded << TIME_SHIFT) | lap)) {",
                        tests("StrictRateLimiterTest#racingTakersAdmitNAndNoMore")),
                new Variant(
                        "two takers, one slot: two new calls of a key, two buckets",
                        TABLE,
                        "there = cells.putIfAbsent(key, fresh);",
                        "there = null; cells.put(key, fresh);",
                        tests("RaceTest#twoNewCallsOfOneKeyShareOneCell")),
                new Variant(
                        "cancel against reserve: a refund overwrites what was reserved meanwhile",
                        GCRA,
                        "if (tat.compareAndSet(seen, less)) {",
                        "if (tat.compareAndSet(tat.get(), less)) {",
                        tests("RaceTest#cancelAgainstReserve")),
                new Variant(
                        "cancel against reserve: a full refund, whoever has bought on top of it",
                        GCRA,
                        "Math.max(seen - Quota.refundable(cost, since), held.get());",
                        "Math.max(seen - cost, held.get());",
                        tests("RaceTest#cancelAgainstReserve")),
                new Variant(
                        "cancel against reserve: a refund in several limits overwrites what was reserved meanwhile",
                        SET,
                        "return STATE.compareAndSet(this, last, last.with(words));",
                        "return STATE.compareAndSet(this, state, last.with(words));",
                        tests("RaceTest#cancelAgainstReserveInSeveralLimits")),
                new Variant(
                        "cancel against reserve: in a window, a return without a look at who came after it",
                        WINDOW,
                        "first + last != number",
                        "false",
                        tests("StrictRateLimiterTest#whatWasNotUsedIsSoldAgain")),
                new Variant(
                        "cancel against reserve: in a window, what was given back is sold twice",
                        WINDOW,
                        "return head.compareAndSet(word, word - WindowHead.ONE_HOLE) ?",
                        "return head.compareAndSet(head.get(), word - WindowHead.ONE_HOLE) ?",
                        tests("StrictRateLimiterTest#twoTakersOfWhatWasGivenBack")),
                new Variant(
                        "cancel against reserve: the permit of a key is given back whoever has bought on top of it",
                        FOLDER + "KeyedPermit.java",
                        "return moved == 0 && interval >> lostBits > 0 ? 0 : 1;",
                        "return 0;",
                        tests("KeyedRateLimiterTest#whatAPipelineDidNotUseComesBackToItsKey")),
                new Variant(
                        "cancel against reserve: a return shortens a block",
                        GCRA,
                        "held.raise(least);",
                        "",
                        tests("HeldTest#aReturnNeitherShortensABlockNorRaisesWhatWasLowered")),
                new Variant(
                        "cancel against reserve: a return under way shortens a block",
                        GCRA,
                        "raise(held.get());",
                        "",
                        tests("HeldTest#aReturnAgainstABlock")),
                new Variant(
                        "the envelope: a full refund",
                        FOLDER + "Quota.java",
                        "return since == 0 ? cost : 0;",
                        "return cost;",
                        tests("TraceEnvelopeTest#holdsWhateverIsReservedAndGivenBack")),
                new Variant(
                        "the envelope: a full refund, in the random histories of a pipeline",
                        GCRA,
                        "Math.max(seen - Quota.refundable(cost, since), held.get());",
                        "Math.max(seen - cost, held.get());",
                        tests("EnvelopeTest#holdsOverAllPairsInRandomHistories")),
                new Variant(
                        "seal against acquire: the seal overwrites what was taken meanwhile",
                        GCRA,
                        "tat.compareAndSet(seen, seen ^ SEAL);",
                        "tat.compareAndSet(tat.get(), seen ^ SEAL);",
                        tests("RaceTest#sealAgainstTake")),
                new Variant(
                        "seal against acquire: two successors",
                        GCRA,
                        "NEXT.compareAndSet(\nthis, null, new Gcra",
                        "NEXT.setVolatile(\nthis, new Gcra",
                        Catcher.stress("state.SealAgainstAcquireStress")),
                new Variant(
                        "seal against acquire: the word of a key is moved, but not sealed",
                        CELL,
                        "for (long seen = tat(); !isSealed() && !seal(seen); seen = tat()) {",
                        "for (long seen = tat(); isSealed() && !seal(seen); seen = tat()) {",
                        tests("RaceTest#tierChangeAgainstTake")),
                new Variant(
                        "seal against acquire: a window is sealed over what was taken meanwhile",
                        WINDOW,
                        "ring.compareAndSet(i, slot, slot | SEALED);",
                        "ring.set(i, slot | SEALED);",
                        tests("StrictRateLimiterTest#aChangeAgainstTakersAdmitsNAndNoMore")),
                new Variant(
                        "evict against acquire: a key is dropped without a seal",
                        LEAVING,
                        "if (!cell.seal(judged) || !cells.remove(key, cell)) {",
                        "if (!cells.remove(key, cell)) {",
                        tests("RaceTest#evictAgainstTake")),
                new Variant(
                        "evict against acquire: a key is sealed as it is, not as it was judged",
                        LEAVING,
                        "if (!cell.seal(judged) ||",
                        "if (!cell.seal(cell.tat()) ||",
                        tests("RaceTest#evictAgainstTake")),
                new Variant(
                        "evict against acquire: what is sealed can still be taken from",
                        CELL,
                        "if (isSealed(seen)) {\nreturn Gcra.MOVED;",
                        "if (false) {\nreturn Gcra.MOVED;",
                        tests("RaceTest#evictAgainstTake")),
                new Variant(
                        "evict against acquire: a late caller finds the key as full as before it was dropped",
                        LEAVING,
                        "return tier.quota().tick(dropped - now > 0 ? dropped : now, origin);",
                        "return tier.quota().tick(now, origin);",
                        tests("RaceTest#evictAgainstALateCaller")));
    }
}
