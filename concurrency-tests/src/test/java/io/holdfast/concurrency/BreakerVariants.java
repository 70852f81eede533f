package io.holdfast.concurrency;

import java.util.stream.Stream;

/**
 * The words of the circuit breaker, each broken by a token. What went wrong in other libraries, and who would see it here; "variant"
 * means a variant of a subclass, the rest are tests of the breaker's module unless another is named.
 *
 * <pre>
 * seen elsewhere                           | seen here by
 * -----------------------------------------+-------------------------------------------------------------------------------
 * unlimited or too many half-open trials   | variants "a probe is issued without looking", "one probe too many"
 * a probe that never returns wedges        | variants "a lease never ends", "... by comparison", "a clock that fell back keeps a lease"
 * a cancelled probe closes, or stays out   | variants "a probe that proves nothing has passed", "... stays out"
 * one noisy probe flaps the breaker        | variants "all probes must pass", "the first probe that fails opens"
 * reset leaves timers alive                | variant "a reset circuit keeps the calls that were running"; ResetTest
 * transition told twice or out of order    | variants "a change is put in force without looking", "events are told as they come"
 * open shown long after its time           | variant "an open circuit is shown as open until somebody calls"
 * lock-free window fails at size 1         | RateTriggerTest, WindowTwinsTest; variant "one call too many is in the window"
 * window loses updates                     | variants "... without looking whether another one came first" of each window
 * index overflows after 2^31 calls         | variants "calls are counted in 32 bits", "a field carries", "a run overflows"; ViewTest
 * slow calls that never return             | variants "nobody is on the lookout", "somebody is put on the lookout before ..."
 * "5 failures in 10 s" not expressible     | TriggerTest; variants "the older end ...", "every kind of failure counts"
 * open wait of a fixed length only         | variants "the open wait does not grow", "a server's Retry-After is not heard"
 * outcome taken by the state that is there | variants "an outcome counts ... whatever its number", "a trip opens ... is over"
 * a trip overwrites an operator's override | WordRaceTest#tripOverwritesNoOverride, ControlAgainstTripStress
 * a throwing listener does harm            | TransitionEventsTest#aListenerThatThrowsDisturbsNeitherTheBreakerNorOthers
 * listeners cannot be removed              | TransitionEventsTest#aClosedSubscriptionHearsNothingMore
 * event objects that nobody hears          | AllocationTest, TriggerAllocationTest of integration-tests
 * own rejections train the breaker         | RejectionTest of integration-tests; TriggerTest#whatProvesNothingNeitherCountsNorExcuses
 * a backward step of the clock disarms     | variants "... compared, not subtracted", "a step back of the clock is not seen"
 * silent clamps                            | CircuitBreakerSettingsTest, TriggerTextTest
 * partial reconfiguration, state lost      | variants "new settings ...", "a trip is not tried again"; ReconfigureTest
 * leaked permits for any Throwable         | the drivers' tests in integration-tests: a breaker only learns by settle
 * </pre>
 *
 * <p>Not among the variants: a volatile read or compare-and-set made weaker. Each write that decides is a locked instruction on
 * x86, so no run there can tell; what the orders rely on is written at each word.
 */
abstract class BreakerVariants extends VariantTests {
    private static final String FOLDER = "circuitbreaker/src/main/java/io/holdfast/circuitbreaker/";
    private static final String PACKAGE = "io.holdfast.circuitbreaker.";

    /** The class, what is broken, the token, what takes its place, and the tests of the breaker's module that see it. */
    static Variant in(String name, String what, String token, String instead, String... tests) {
        Catcher catcher = Catcher.tests(
                "circuitbreaker", Stream.of(tests).map(PACKAGE::concat).toArray(String[]::new));
        return new Variant(
                name + ": " + what, FOLDER + name + ".java", token, instead, catcher.with("-Dholdfast.rounds=10000"));
    }
}
