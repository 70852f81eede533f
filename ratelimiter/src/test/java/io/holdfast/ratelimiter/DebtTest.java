package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.ratelimiter.KeyedRateLimiterSettings.WhenFull;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Ticket;
import io.holdfast.state.Gcra;
import io.holdfast.state.GcraTable;
import io.holdfast.state.GcraTier;
import io.holdfast.state.Quota;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was owed, blocked or reserved on purpose is never taken for a broken clock, and never forgiven. */
class DebtTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RateLimiterRecipe TEN = RateLimiter.permits(10).per(SECOND);

    private final VirtualTime time = VirtualTime.automatic();
    private final PolicySite site = new PolicySite("d", time, Randomness.seeded(1));

    @Test
    void debtsOfAKeyAddUp() {
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>perKey(TEN).create(site);
        limiter.charge("ann", 200);
        limiter.charge("ann", 200);
        assertThat(limiter.take("ann", 1).retryAfter()).contains(Duration.ofMillis(39_100));
        assertThat(limiter.take("ann", 1).retryAfter()).contains(Duration.ofMillis(39_100));
    }

    @Test
    void noDebtIsSoLargeThatItIsForgotten() {
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>perKey(TEN).create(site);
        limiter.charge("ann", Long.MAX_VALUE);
        limiter.charge("ann", Long.MAX_VALUE);
        assertThat(limiter.take("ann", 1).granted()).isFalse();
        time.advance(HOUR);
        assertThat(limiter.take("ann", 1).granted()).isFalse();
    }

    @Test
    void theSharedBucketKeepsItsDebtWhenItsTierChanges() {
        KeyedRateLimiterRecipe<String> recipe =
                KeyedRateLimiter.<String>perKey(TEN).maxKeys(1).whenFull(WhenFull.SHARED_OVERFLOW);
        KeyedRateLimiter<String> limiter = recipe.create(site);
        limiter.take("ann", 10);
        time.advance(Duration.ofMillis(500));
        assertThat(limiter.take("bob", 10).granted()).isTrue();
        limiter.reconfigure(KeyedRateLimiter.<String>perKey(
                        RateLimiter.permits(17).per(SECOND).burst(10))
                .maxKeys(1)
                .whenFull(WhenFull.SHARED_OVERFLOW)
                .settings());
        assertThat(limiter.take("bob", 1).granted()).isFalse();
        limiter.reconfigure(recipe.settings());
        assertThat(limiter.take("bob", 1).retryAfter().orElseThrow())
                .isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
    }

    @Test
    void aChangeOfSeveralLimitsKeepsALongDebt() {
        CombinedRateLimiter limiter = CombinedRateLimiter.allOf(TEN).create(site);
        limiter.take(1);
        RatePermit tokens = limiter.take(1);
        tokens.settle(100);
        limiter.reconfigure(CombinedRateLimiter.allOf(RateLimiter.permits(10).per(Duration.ofMinutes(1)))
                .settings());
        assertThat(limiter.take(1).granted()).isFalse();
        time.advance(Duration.ofMinutes(1));
        assertThat(limiter.take(1).granted()).isFalse();
    }

    @Test
    void reservedTurnsOutliveALowerWait() {
        StrictRateLimiter limiter =
                RateLimiter.strict(1, SECOND).maxWait(Duration.ofMinutes(1)).create(site);
        for (int i = 0; i < 30; i++) {
            Ticket ticket = new Ticket(Gate.NO_SUBJECT, time.nanos(), time.nanos() + Deadline.NEVER, () -> {});
            assertThat(limiter.enqueue(ticket, time.nanos(), Deadline.NONE)).isZero();
        }
        limiter.reconfigure(RateLimiter.strict(1, SECOND).settings());
        for (int i = 0; i < 29; i++) {
            assertThat(limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT))
                    .as("at second " + i)
                    .isNegative();
            time.advance(SECOND);
        }
        time.advance(SECOND);
        assertThat(limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT)).isNotNegative();
    }

    @Test
    void aBlockIsNotLostToAChange() throws Exception {
        StrictRateLimiterSettings settings = RateLimiter.strict(2, SECOND).settings();
        StrictRateLimiter[] limiter = new StrictRateLimiter[1];
        Rounds.race(
                round -> limiter[0] = RateLimiter.strict(2, SECOND).create(site),
                () -> limiter[0].blockFor(HOUR),
                () -> limiter[0].reconfigure(settings),
                round -> assertThat(limiter[0].available()).as("round " + round).isZero());
    }

    @Test
    void aKeyThatCouldNotBeMadeTakesNoPlace() {
        GcraTier tier = new GcraTier("t", new Quota(1, SECOND.toNanos(), 1, 0));
        GcraTable table = new GcraTable(
                key -> {
                    throw new OutOfMemoryError("on purpose");
                },
                tier,
                1,
                GcraTable.Overflow.REJECT_NEW,
                0);
        assertThatThrownBy(() -> table.enter("ann", 0)).isInstanceOf(OutOfMemoryError.class);
        assertThat(table.size()).isZero();
    }

    @Test
    void theLongerOfTwoBlocksIsBelieved() throws Exception {
        GcraTable[] table = new GcraTable[1];
        Rounds.race(
                round -> table[0] = table(),
                () -> table[0].holdUntil("ann", 0, HOUR.toNanos(), 1),
                () -> table[0].holdUntil("bob", 0, 2 * SECOND.toNanos(), 1),
                round -> stillBlocked(table[0], round));
    }

    @Test
    void aBlockIsNotTakenForABrokenClockByWhoMeetsIt() throws Exception {
        GcraTable[] table = new GcraTable[1];
        Rounds.race(
                round -> table[0] = table(),
                () -> table[0].enter("ann", 0),
                () -> table[0].holdUntil("ann", 0, HOUR.toNanos(), 1),
                round -> stillBlocked(table[0], round));
    }

    private static GcraTable table() {
        GcraTier tier = new GcraTier("t", new Quota(1, SECOND.toNanos(), 1, 0));
        return new GcraTable(key -> tier, tier, 8, GcraTable.Overflow.REJECT_NEW, 0);
    }

    private static void stillBlocked(GcraTable table, int round) {
        assertThat(table.enter("ann", 0)).as("round " + round).isNegative().isNotEqualTo(Gcra.NEVER_FITS);
        assertThat(table.waitNanos("ann", 0, 1)).as("round " + round).isGreaterThanOrEqualTo(HOUR.toNanos());
    }
}
