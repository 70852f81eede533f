package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Clocks that jump by years, or fall back by an hour, with keys, limits and successors in between. */
class BrokenClockTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEARS = Duration.ofDays(3_652);
    private static final RateLimiterRecipe SEVENTEEN = RateLimiter.permits(17).per(SECOND); // counted in 1/16 ns

    private VirtualTime time = VirtualTime.automatic();

    private KeyedRateLimiter<String> keyed(KeyedRateLimiterRecipe<String> recipe) {
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
    void keysOutliveTenYears(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        KeyedRateLimiter<String> limiter = keyed(KeyedRateLimiter.perKey(SEVENTEEN));
        assertThat(exhausted(limiter, "ann")).isEqualTo(17);
        time.jump(YEARS);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            exhausted(limiter, "ann"); // half around the word, its past cannot be told from its future: healed
            assertThat(exhausted(limiter, "bob")).isEqualTo(17);
        });
        time.jump(SECOND.multipliedBy(2));
        assertThat(exhausted(limiter, "ann")).isEqualTo(17);
        time.jump(YEARS);
        assertThat(exhausted(limiter, "cid")).isEqualTo(17);
    }

    @EveryClock
    void aWordThatLeavesItsRangeKeepsWhatIsOwed(long clockStart) {
        Metered metered = new Metered(SEVENTEEN, clockStart);
        assertThat(metered.exhausted()).isEqualTo(17);
        metered.time.jump(YEARS);
        assertThat(metered.exhausted()).isEqualTo(17);
        metered.time.jump(SECOND.multipliedBy(2));
        assertThat(metered.exhausted()).isEqualTo(17);
    }

    @Test
    void newKeysAreNotHeldToAnInstantThatTheClockHasTakenBack() {
        KeyedRateLimiter<String> limiter =
                keyed(KeyedRateLimiter.perKey(RateLimiter.permits(10).per(SECOND)));
        limiter.take("ann", 1);
        time.jump(Duration.ofHours(1));
        limiter.take("bob", 1); // forgets ann, an hour ahead
        limiter.take("cid", 1);
        time.jump(Duration.ofHours(-1));
        assertThat(exhausted(limiter, "dan")).isEqualTo(10);
    }

    @EveryClock
    void thePatienceOfACallerKeepsNobodyFromHealing(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        PolicySite site = new PolicySite("r", time, Randomness.seeded(1));
        RateLimiterRecipe ten = RateLimiter.permits(10).per(SECOND);
        Duration patience = Duration.ofDays(300);
        RateLimiter plain = ten.create(site);
        heals(() -> plain.reserve(1, patience), () -> plain.take(1));
        CombinedRateLimiter combined =
                CombinedRateLimiter.allOf(ten, ten.burst(20)).create(site);
        heals(() -> combined.reserve(1, patience), () -> combined.take(1));
        KeyedRateLimiter<String> keyed = keyed(KeyedRateLimiter.perKey(ten));
        heals(() -> keyed.reserve("ann", 1, patience), () -> keyed.take("ann", 1));
    }

    private void heals(Supplier<RatePermit> patient, Supplier<RatePermit> taker) {
        for (int i = 0; i < 15; i++) {
            assertThat(patient.get().delay()).isEqualTo(Duration.ofMillis(Math.max(0, 100 * (i - 9))));
        }
        time.jump(Duration.ofHours(-1));
        assertThat(patient.get().delay()).as("an hour behind: as from empty").isEqualTo(Duration.ofMillis(100));
        time.jump(SECOND);
        int admitted = 0;
        while (taker.get().granted()) {
            admitted++;
        }
        assertThat(admitted).isEqualTo(9);
    }

    @Test
    void aChangeHealsWhatTheClockHasLeftBehind() {
        Metered metered = new Metered(RateLimiter.permits(10).per(SECOND), 0);
        metered.at(Duration.ofHours(1));
        metered.exhausted();
        metered.at(Duration.ZERO);
        metered.limiter.reconfigure(
                RateLimiter.permits(20).per(SECOND).burst(10).settings());
        metered.atNanos(2_000_000_000L);
        assertThat(metered.exhausted()).isEqualTo(10);
    }
}
