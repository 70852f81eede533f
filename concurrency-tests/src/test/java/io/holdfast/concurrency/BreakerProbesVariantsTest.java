package io.holdfast.concurrency;

import java.util.List;

/**
 * The probes of a half-open breaker and their leases.
 *
 */
class BreakerProbesVariantsTest extends BreakerVariants {
    @Override
    List<Variant> variants() {
        return List.of(
                in(
                        "Circuit",
                        "a probe is issued without looking whether another one was",
                        "if (state.compareAndSet(half, next)) {\ntell(next, next.out()",
                        "state.set(next);\nif (true) {\ntell(next, next.out()",
                        "WordRaceTest#exactlySoManyProbesPassAtTheEndOfTheOpenWait"),
                in(
                        "Circuit",
                        "a probe comes back without looking whether another one did",
                        ": state.compareAndSet(half, next);\nif (won) {",
                        ": state.getAndSet(next) != null;\nif (won) {",
                        "WordRaceTest#twoOfThreeProbesPassAndCloseOnceThoughTheThirdFails",
                        "WordRaceTest#probeThatFailsWinsOverOneThatPasses"),
                in(
                        "HalfOpen",
                        "one probe too many",
                        "if (out.length + passed + failed >= settings.probes()) {",
                        "if (out.length + passed + failed > settings.probes()) {",
                        "ProbesTest#noMoreProbesThanConfiguredAreOut"),
                in(
                        "HalfOpen",
                        "a lease ends by comparison, not by subtraction",
                        "if (left(ends[i], now) > 0) {",
                        "if (ends[i] > now) {",
                        "ProbesTest#aLeaseMayBeginBeforeTheClockWrapsAndEndAfter"),
                in(
                        "HalfOpen",
                        "a lease never ends",
                        "if (left(ends[i], now) > 0) {",
                        "if (true) {",
                        "ProbesTest#aHungProbeIsReplacedWhenItsLeaseEnds"),
                in(
                        "HalfOpen",
                        "a clock that fell back keeps a lease",
                        "return left > leaseNanos ? 0 : left;",
                        "return left;",
                        "ProbesTest#aClockThatHasFallenBackDoesNotKeepTheCircuitOpen"),
                in(
                        "HalfOpen",
                        "a lease stays as long as the first",
                        "lease > Deadline.NEVER / 2 ? lease : lease * 2",
                        "lease",
                        "ProbesTest#eachLeaseIsTwiceAsLongSoThatASlowDependencyGetsThrough"),
                in(
                        "HalfOpen",
                        "a lease grows beyond its type",
                        "lease > Deadline.NEVER / 2 ? lease : lease * 2",
                        "lease * 2",
                        "ProbesTest#aLeaseGrowsAsFarAsItsTypeAllowsAndNoFurther"),
                in(
                        "HalfOpen",
                        "a probe that is replaced keeps its number",
                        "with(keptOut, number),",
                        "with(keptOut, number - 1),",
                        "ProbesTest"),
                in(
                        "HalfOpen",
                        "all probes must pass",
                        "return passed >= settings.mustPass();",
                        "return passed >= settings.probes();",
                        "WordRaceTest#twoOfThreeProbesPassAndCloseOnceThoughTheThirdFails"),
                in(
                        "HalfOpen",
                        "the first probe that fails opens",
                        "return failed > settings.probes() - settings.mustPass();",
                        "return failed > 0;",
                        "WordRaceTest#twoOfThreeProbesPassAndCloseOnceThoughTheThirdFails"),
                in(
                        "Circuit",
                        "a probe that proves nothing has passed",
                        "ended && !bad ? 1 : 0, bad",
                        "!bad ? 1 : 0, bad",
                        "ProbesTest#aProbeThatProvesNothingIsGivenBackAndClosesNothing"),
                in(
                        "Circuit",
                        "a probe that proves nothing stays out",
                        "boolean ended = effect == Effect.SUCCESS || effect == Effect.FAILURE;",
                        "boolean ended = effect == Effect.SUCCESS || effect == Effect.FAILURE;\nif (!ended) {\nreturn true;\n}",
                        "ProbesTest#givingBackMintsNoProbes"));
    }
}
