package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Verdict;
import io.holdfast.state.Gcra;
import io.holdfast.state.GcraTable;
import io.holdfast.state.GcraTier;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What comes back after the other side has asked for less shortens no block and raises nothing that was lowered. */
class HeldTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);
    private static final RateLimiterRecipe ONE = RateLimiter.permits(1).per(SECOND);
    private static final RateLimiterRecipe TEN = RateLimiter.permits(10).per(SECOND);

    private VirtualTime time = VirtualTime.automatic();

    private PolicySite site(long clockStart) {
        time = VirtualTime.automatic(clockStart);
        return new PolicySite("held", time, Randomness.seeded(1));
    }

    private void unused(Gate limiter, long permit) {
        limiter.settle(permit, Verdict.UNUSED, time.nanos(), time.nanos());
    }

    @EveryClock
    void aReturnNeitherShortensABlockNorRaisesWhatWasLowered(long clockStart) {
        RateLimiter blocked = ONE.create(site(clockStart));
        long permit = blocked.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        blocked.blockFor(HALF);
        unused(blocked, permit);
        assertThat(blocked.peek(1)).contains(HALF);

        RateLimiter lowered = TEN.create(site(clockStart));
        RatePermit byHand = lowered.take(3);
        lowered.lowerTo(7);
        byHand.cancel();
        assertThat(lowered.available()).isEqualTo(7);
        long later = lowered.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        unused(lowered, later);
        assertThat(lowered.available()).as("sold since").isEqualTo(7);
    }

    @EveryClock
    void aTurnThatIsGivenUpShortensNoBlock(long clockStart) {
        RateLimiter limiter = ONE.maxWait(Duration.ofSeconds(10)).create(site(clockStart));
        limiter.take(1);
        RatePermit turn = limiter.reserve(1, Duration.ofSeconds(10));
        limiter.blockFor(HALF);
        assertThat(limiter.peek(1)).contains(Duration.ofSeconds(2));
        turn.cancel();
        assertThat(limiter.peek(1)).contains(SECOND);
        limiter.reserve(1, Duration.ofSeconds(10));
        RatePermit again = limiter.reserve(1, Duration.ofSeconds(10));
        limiter.blockFor(Duration.ofMillis(2_500));
        again.cancel();
        assertThat(limiter.peek(1)).contains(Duration.ofMillis(2_500));
    }

    @EveryClock
    void norOfAKey(long clockStart) {
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>perKey(ONE).create(site(clockStart));
        long permit = limiter.enter(time.nanos(), Deadline.NONE, "ann");
        limiter.blockFor("ann", HALF);
        unused(limiter, permit);
        assertThat(limiter.peek("ann", 1)).contains(HALF);
        RatePermit byHand = limiter.take("bob", 1);
        limiter.lowerTo("bob", 0);
        byHand.cancel();
        assertThat(limiter.available("bob")).isZero();
    }

    @EveryClock
    void norOfSeveralLimitsTogether(long clockStart) {
        CombinedRateLimiter limiter = CombinedRateLimiter.allOf(
                        ONE, RateLimiter.permits(2).per(SECOND).burst(1))
                .create(site(clockStart));
        RatePermit byHand = limiter.take(1);
        limiter.blockFor(HALF);
        byHand.cancel();
        assertThat(limiter.peek(1)).as("nothing comes back").contains(SECOND);
        time.jump(SECOND);
        long permit = limiter.enter(time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        limiter.lowerTo(0);
        unused(limiter, permit);
        assertThat(limiter.available()).isZero();
    }

    @Test
    void aReturnAgainstABlock() throws Exception {
        Gcra[] words = new Gcra[1];
        GcraTable[] table = new GcraTable[1];
        long[] permits = new long[2];
        GcraTier tier = new GcraTier("standard", ONE.settings().quota());
        long half = HALF.toNanos();
        Rounds.race(
                round -> {
                    words[0] = new Gcra(1, SECOND.toNanos(), 1, 0, 0);
                    table[0] = new GcraTable(key -> tier, tier, 8, GcraTable.Overflow.REJECT_NEW, 0);
                    permits[0] = words[0].take(0, 0);
                    permits[1] = table[0].enter("ann", 0);
                },
                () -> {
                    words[0].refund(permits[0]);
                    table[0].refund(permits[1]);
                },
                () -> {
                    words[0].holdUntil(0, half, 1);
                    table[0].holdUntil("ann", 0, half, 1);
                },
                round -> {
                    assertThat(words[0].waitNanos(0, 1)).isGreaterThanOrEqualTo(half);
                    assertThat(table[0].waitNanos("ann", 0, 1)).isGreaterThanOrEqualTo(half);
                });
    }
}
