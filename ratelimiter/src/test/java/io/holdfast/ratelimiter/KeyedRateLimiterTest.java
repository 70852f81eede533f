package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.RejectionKind;
import io.holdfast.ratelimiter.KeyedRateLimiterSettings.WhenFull;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.GateContract;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RateLimiterRecipe TEN = RateLimiter.permits(10).per(SECOND);
    private static final KeyedRateLimiterRecipe<String> PER_USER = KeyedRateLimiter.perKey(TEN);

    private VirtualTime time = VirtualTime.automatic();
    private final Map<String, String> tiers = new HashMap<>();

    private KeyedRateLimiter<String> limiter(KeyedRateLimiterRecipe<String> recipe) {
        return recipe.create(new PolicySite("k", time, Randomness.seeded(1)));
    }

    private int exhausted(KeyedRateLimiter<String> limiter, String key) {
        int admitted = 0;
        while (limiter.take(key, 1).granted()) {
            admitted++;
        }
        return admitted;
    }

    @EveryClock
    void eachKeyHasABucketOfItsOwn(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        KeyedRateLimiter<String> limiter = limiter(PER_USER);
        assertThat(exhausted(limiter, "ann")).isEqualTo(10);
        assertThat(exhausted(limiter, "bob")).isEqualTo(10);
        assertThat(limiter.peek("ann", 1)).contains(Duration.ofMillis(100));
        time.advance(Duration.ofMillis(100));
        assertThat(exhausted(limiter, "ann")).isEqualTo(1);
        assertThat(limiter.take("ann", 11).never()).isTrue();
    }

    @Test
    void aCallWithoutASubjectIsAClearError() {
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .with(limiter(PER_USER))
                .build();
        assertThatThrownBy(() -> pipeline.call(() -> "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "rate limiter 'k' limits per key, and the call has no subject"
                                + " (expected: pipeline.callWith(subject, ...), or an operation with key(...) that is not null)");
        for (int i = 0; i < 10; i++) {
            String answer = pipeline.callWith("ann", name -> name);
            assertThat(answer).isEqualTo("ann");
        }
        assertThatThrownBy(() -> pipeline.callWith("ann", name -> name)).isInstanceOf(RateLimitedException.class);
        String other = pipeline.callWith("bob", name -> name);
        assertThat(other).isEqualTo("bob");
    }

    @Test
    void aTierChangeKeepsTheDebtInPermits() {
        KeyedRateLimiter<String> limiter =
                limiter(PER_USER.tier("premium", RateLimiter.permits(100).per(SECOND))
                        .tierOf(String.class, key -> tiers.getOrDefault(key, "standard")));
        limiter.take("ann", 7);
        tiers.put("ann", "premium");
        assertThat(limiter.available("ann")).as("not yet told").isEqualTo(3);
        limiter.tierChanged("ann");
        assertThat(limiter.available("ann")).isEqualTo(93);
        assertThat(exhausted(limiter, "ann")).isEqualTo(93);
        tiers.remove("ann");
        limiter.tierChanged("ann");
        assertThat(limiter.peek("ann", 1)).contains(Duration.ofMillis(100));
    }

    @Test
    void reconfigureReachesEveryKeyAndKeepsItsDebt() {
        KeyedRateLimiter<String> limiter = limiter(PER_USER);
        limiter.take("ann", 4);
        limiter.reconfigure(limiter.settings().with(Map.of("permits", "20", "burst", "20", "maxKeys", "7")));
        assertThat(limiter.available("ann")).isEqualTo(16);
        assertThat(limiter.take("ann", 16).granted()).isTrue();
        assertThat(limiter.peek("ann", 1)).contains(Duration.ofMillis(50));
        assertThat(limiter.settings().maxKeys()).isEqualTo(7);
        assertThat(exhausted(limiter, "new")).isEqualTo(20);
    }

    @Test
    void permitsByHandAreGivenBack() {
        KeyedRateLimiter<String> limiter = limiter(PER_USER);
        RatePermit first = limiter.take("ann", 4);
        assertThat(first.cancel()).isTrue();
        assertThat(first.cancel()).isFalse();
        assertThat(limiter.available("ann")).isEqualTo(10);
        limiter.take("ann", 4).settle(6);
        assertThat(limiter.available("ann")).isEqualTo(4);
        limiter.charge("ann", 14);
        assertThat(limiter.peek("ann", 1)).contains(Duration.ofMillis(1_100));
        limiter.blockFor("bob", Duration.ofMinutes(5));
        assertThat(limiter.peek("bob", 1)).contains(Duration.ofMinutes(5));
        assertThat(limiter.take("bob", 1).granted()).isFalse();
        assertThat(limiter.peek("bob", 1)).as("not healed away").contains(Duration.ofMinutes(5));
    }

    @EveryClock
    void whatAPipelineDidNotUseComesBackToItsKey(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        KeyedRateLimiter<String> limiter = limiter(PER_USER);
        long ann = limiter.enter(time.nanos(), Deadline.NONE, "ann");
        long bob = limiter.enter(time.nanos(), Deadline.NONE, "bob");
        unused(limiter, ann);
        assertThat(limiter.available("ann")).isEqualTo(10);
        assertThat(limiter.available("bob")).isEqualTo(9);
        limiter.enter(time.nanos(), Deadline.NONE, "bob");
        unused(limiter, bob);
        assertThat(limiter.available("bob"))
                .as("somebody has bought on top of it")
                .isEqualTo(8);
        limiter.settle(limiter.enter(time.nanos(), Deadline.NONE, "ann"), Verdict.SUCCESS, 0, 0);
        assertThat(limiter.available("ann")).as("used").isEqualTo(9);
    }

    @Test
    void keysOfOneHashGetNothingBackRatherThanTheWrongOne() {
        assertThat("BB".hashCode()).isEqualTo("Aa".hashCode());
        KeyedRateLimiter<String> limiter = limiter(PER_USER);
        long first = limiter.enter(time.nanos(), Deadline.NONE, "Aa");
        limiter.enter(time.nanos(), Deadline.NONE, "BB");
        unused(limiter, first);
        assertThat(limiter.available("Aa") + limiter.available("BB")).isEqualTo(18);
    }

    @EveryClock
    void aKeyWaitsForItsTurnAndForNobodyElses(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        Pipeline pipeline = Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .with(KeyedRateLimiter.<String>perKey(TEN.burst(1).maxWait(Duration.ofMillis(250))))
                .build();
        List<Long> waits = new ArrayList<>();
        for (String user : List.of("ann", "ann", "bob", "ann", "bob")) {
            long before = time.nanos();
            pipeline.callWith(user, name -> name);
            waits.add((time.nanos() - before) / 1_000_000);
        }
        assertThat(waits).containsExactly(0L, 100L, 0L, 100L, 0L);
    }

    @Test
    void aTurnTooFarAwayIsRefusedAndOneThatIsLeftIsSoldAgain() {
        KeyedRateLimiter<String> limiter =
                limiter(KeyedRateLimiter.perKey(TEN.burst(1).maxWait(Duration.ofMillis(250))));
        limiter.enter(0, Deadline.NONE, "ann");
        assertThat(limiter.enter(0, Deadline.NONE, "ann")).isEqualTo(Gate.QUEUE);
        Ticket first = queued(limiter, false);
        assertThat(first.readyAt()).isEqualTo(100_000_000);
        Ticket second = queued(limiter, false);
        assertThat(second.readyAt()).isEqualTo(200_000_000);
        assertThat(limiter.enter(0, Deadline.NONE, "ann")).as("300 ms").isLessThan(Gate.QUEUE);
        unused(limiter, second.answer());
        queued(limiter, true);
        assertThat(queued(limiter, false).readyAt()).isEqualTo(200_000_000);
    }

    private Ticket queued(KeyedRateLimiter<String> limiter, boolean gone) {
        Ticket ticket = new Ticket("ann", 0, Deadline.NEVER, () -> {});
        if (gone) {
            ticket.leave();
        }
        assertThat(limiter.enqueue(ticket, 0, Deadline.NONE)).isZero();
        return ticket;
    }

    private void unused(KeyedRateLimiter<String> limiter, long permit) {
        limiter.settle(permit, Verdict.UNUSED, time.nanos(), time.nanos());
    }

    @EveryClock
    void theDrainedSurviveAFloodOfNewKeys(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        KeyedRateLimiter<String> limiter = limiter(PER_USER.maxKeys(1_000));
        assertThat(exhausted(limiter, "abuser")).isEqualTo(10);
        for (int i = 0; i < 100_000; i++) {
            assertThat(limiter.take("flood " + i, 1).granted()).isTrue();
            assertThat(limiter.view().keys()).isLessThanOrEqualTo(1_000);
        }
        assertThat(exhausted(limiter, "abuser"))
                .as("of the abuser after the flood")
                .isZero();
        assertThat(limiter.view().evicted()).isGreaterThan(90_000);
    }

    @Test
    void aMillionKeysPassThroughAndAreForgottenWithoutLoss() {
        KeyedRateLimiter<String> limiter = limiter(PER_USER.maxKeys(50_000));
        for (int i = 0; i < 1_000_000; i++) {
            time.jump(Duration.ofNanos(10_000)); // a permit comes back in 100 ms: 10,000 owe something at a time
            limiter.enter(time.nanos(), Deadline.NONE, i);
        }
        KeyedRateLimiterView view = limiter.view();
        assertThat(view.evicted()).as("evicted though they owed").isZero();
        assertThat(view.keys()).isLessThan(50_000);
        assertThat(view.forgotten()).isEqualTo(1_000_000 - view.keys());
    }

    @Test
    void whatHappensWhenItIsFullCanBeChosen() {
        KeyedRateLimiter<String> refuses = limiter(PER_USER.maxKeys(2).whenFull(WhenFull.REJECT_NEW));
        refuses.take("a", 1);
        refuses.take("b", 1);
        assertThat(refuses.take("c", 1).refusal().orElseThrow().kind()).isEqualTo(RejectionKind.TOO_MANY_KEYS);
        assertThat(refuses.take("a", 1).granted()).isTrue();
        time.advance(SECOND);
        assertThat(refuses.take("c", 1).granted()).as("a owes nothing any more").isTrue();

        KeyedRateLimiter<String> shares = limiter(PER_USER.maxKeys(2).whenFull(WhenFull.SHARED_OVERFLOW));
        shares.take("a", 1);
        shares.take("b", 1);
        assertThat(exhausted(shares, "c") + exhausted(shares, "d")).isEqualTo(10);
        assertThat(shares.view().overflowed()).isPositive();
    }

    @Test
    void randomKeysAgreeWithALimiterOfTheirOwnEach() {
        SplittableRandom random = new SplittableRandom(42);
        for (int history = 0; history < 20; history++) {
            KeyedRateLimiter<String> limiter = limiter(PER_USER.maxKeys(64));
            Map<String, RateLimiter> twins = new HashMap<>();
            for (int i = 0; i < 2_000; i++) {
                time.jump(Duration.ofNanos(random.nextLong(40_000_000)));
                String key = "k" + random.nextInt(40);
                RateLimiter twin =
                        twins.computeIfAbsent(key, k -> TEN.create(new PolicySite(k, time, Randomness.seeded(1))));
                int weight = 1 + random.nextInt(3);
                RatePermit answer = limiter.take(key, weight);
                RatePermit expected = twin.take(weight);
                assertThat(answer.granted()).isEqualTo(expected.granted());
                assertThat(answer.retryAfter()).isEqualTo(expected.retryAfter());
                if (answer.granted() && random.nextInt(4) == 0) {
                    assertThat(answer.cancel()).isEqualTo(expected.cancel());
                }
            }
            assertThat(limiter.view().evicted()).isZero();
        }
    }

    @Test
    void keepsTheContractOfAGate() {
        GateContract.of(PER_USER::create).subject("ann").returnsAfter(SECOND).check();
    }

    @Test
    void settingsAreText() {
        KeyedRateLimiterSettings settings = PER_USER.tier(
                        "premium", RateLimiter.permits(100).per(SECOND))
                .whenFull(WhenFull.REJECT_NEW)
                .settings();
        assertThat(settings.options()).containsEntry("premium.permits", "100").containsEntry("whenFull", "reject-new");
        assertThat(settings.with(settings.options())).isEqualTo(settings);
        assertThat(settings.with(Map.of("premium.burst", "5"))
                        .tiers()
                        .get("premium")
                        .burst())
                .isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("premum.burst", "5")))
                .withMessageContaining("did you mean 'premium.burst'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyedRateLimiter.perKey(TEN.startEmpty()))
                .withMessageStartingWith("standard.startEmpty: true");
        assertThat(settings.with(Map.of("premium.maxWait", "3s"))
                        .tiers()
                        .get("premium")
                        .maxWait())
                .isEqualTo(SECOND.multipliedBy(3));
    }

    @Test
    void keysHaveANormalForm() {
        assertThat(RateKeys.text("  Ann@Example.ORG ", 7)).isEqualTo("ann@exa");
        assertThat(RateKeys.address("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(RateKeys.address("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(RateKeys.address("2001:0DB8:0:1::7")).isEqualTo("2001:db8:0:1::/64");
        assertThat(RateKeys.address("[2001:db8:0:1:aaaa:bbbb:cccc:dddd%eth0]")).isEqualTo("2001:db8:0:1::/64");
        assertThat(RateKeys.address("2001:db8::7")).isEqualTo("2001:db8:0:0::/64");
        assertThat(RateKeys.address("::1")).isEqualTo("0:0:0:0::/64");
    }
}
