package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.PolicySite;
import io.holdfast.state.Gcra;
import io.holdfast.state.GcraTable;
import io.holdfast.state.GcraTier;
import io.holdfast.state.Quota;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Deadline;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two threads at the same step of one word: what may come out. */
class RaceTest {
    private static final long SECOND = 1_000_000_000;
    private static final RateLimiterSettings ONE =
            new RateLimiterSettings(1, Duration.ofSeconds(1), 1, Duration.ofDays(1));

    private final AtomicInteger admitted = new AtomicInteger();
    private Gcra word;
    private RateLimiter limiter;
    private GcraTable table;
    private RatePermit cancelled;
    private RatePermit reserved;
    private final Set<String> seen = new TreeSet<>();

    @Test
    void twoTakersOneSlot() throws Exception {
        int[] winner = new int[2];
        Rounds.race(
                round -> {
                    word = new Gcra(new Quota(1, SECOND, 1, 0), 0, false, null);
                    winner[0] = 0;
                    winner[1] = 0;
                },
                () -> winner[0] = word.take(0, 0) >= 0 ? 1 : 0,
                () -> winner[1] = word.take(0, 0) >= 0 ? 1 : 0,
                round -> {
                    seen.add(winner[0] + " " + winner[1]);
                    assertThat(winner[0] + winner[1])
                            .as("admitted in round " + round)
                            .isEqualTo(1);
                    assertThat(word.waitNanos(0, 1)).isEqualTo(SECOND);
                });
        assertThat(seen).isSubsetOf("0 1", "1 0");
    }

    @Test
    void twoTakersSeveralSlots() throws Exception {
        Runnable four = () -> {
            for (int i = 0; i < 4; i++) {
                admitted.addAndGet(word.take(0, 0) >= 0 ? 1 : 0);
            }
        };
        Rounds.race(
                round -> {
                    word = new Gcra(new Quota(1, SECOND, 5, 0), 0, false, null);
                    admitted.set(0);
                },
                four,
                four,
                round -> {
                    assertThat(admitted.get()).as("admitted in round " + round).isEqualTo(5);
                    assertThat(word.bits()).isEqualTo(5 * SECOND);
                });
    }

    @Test
    void cancelAgainstReserve() throws Exception {
        Rounds.race(
                round -> {
                    limiter = limiter(ONE);
                    limiter.take(1);
                    cancelled = limiter.reserve(1, Duration.ofSeconds(10));
                },
                () -> cancelled.cancel(),
                () -> reserved = limiter.reserve(1, Duration.ofSeconds(10)),
                round -> {
                    long next = limiter.reserve(1, Duration.ofSeconds(10)).readyAt();
                    seen.add(reserved.readyAt() / SECOND + " " + next / SECOND);
                    assertThat(next - reserved.readyAt())
                            .as("apart in round " + round)
                            .isEqualTo(SECOND);
                });
        assertThat(seen).isSubsetOf("1 2", "2 3");
    }

    @Test
    void cancelAgainstReserveInSeveralLimits() throws Exception {
        CombinedRateLimiter[] both = new CombinedRateLimiter[1];
        CombinedRateLimiter.Recipe recipe = CombinedRateLimiter.allOf(
                RateLimiter.permits(1).per(Duration.ofSeconds(1)).burst(1),
                RateLimiter.permits(2).per(Duration.ofSeconds(1)).burst(5));
        Rounds.race(
                round -> {
                    both[0] = recipe.create(new PolicySite("c", VirtualTime.automatic(), Randomness.seeded(1)));
                    both[0].take(1);
                    cancelled = both[0].reserve(1, Duration.ofSeconds(10));
                },
                () -> cancelled.cancel(),
                () -> reserved = both[0].reserve(1, Duration.ofSeconds(10)),
                round -> {
                    long next = both[0].reserve(1, Duration.ofSeconds(10)).readyAt();
                    seen.add(reserved.readyAt() / SECOND + " " + next / SECOND);
                    assertThat(next - reserved.readyAt())
                            .as("apart in round " + round)
                            .isEqualTo(SECOND);
                });
        assertThat(seen).isSubsetOf("1 2", "2 3");
    }

    @Test
    void twoCancelsGiveBackBothOrOne() throws Exception {
        Rounds.race(
                round -> {
                    limiter = limiter(ONE);
                    limiter.take(1);
                    cancelled = limiter.reserve(1, Duration.ofSeconds(10));
                    reserved = limiter.reserve(1, Duration.ofSeconds(10));
                },
                () -> cancelled.cancel(),
                () -> reserved.cancel(),
                round -> {
                    long next = limiter.reserve(1, Duration.ofSeconds(10)).readyAt();
                    seen.add("" + next / SECOND);
                    assertThat(next).isBetween(SECOND, 2 * SECOND);
                });
        assertThat(seen).isSubsetOf("1", "2");
    }

    @Test
    void sealAgainstTake() throws Exception {
        RateLimiterSettings ten = new RateLimiterSettings(10, Duration.ofSeconds(1), 4, Duration.ZERO);
        RateLimiterSettings same = new RateLimiterSettings(30, Duration.ofSeconds(3), 4, Duration.ZERO);
        Runnable take = () -> {
            for (int i = 0; i < 3; i++) {
                admitted.addAndGet(limiter.enter(0, Deadline.NONE, "any") >= 0 ? 1 : 0);
            }
        };
        Rounds.race(
                round -> {
                    limiter = limiter(ten);
                    admitted.set(0);
                    limiter.take(1);
                },
                take,
                () -> {
                    limiter.reconfigure(same);
                    limiter.reconfigure(ten);
                },
                round -> {
                    assertThat(limiter.available()).isEqualTo(0);
                    assertThat(admitted.get()).as("admitted in round " + round).isEqualTo(3);
                    assertThat(limiter.peek(1)).contains(Duration.ofMillis(100));
                    assertThat(limiter.settings()).isEqualTo(ten);
                });
    }

    @Test
    void sealAgainstCancel() throws Exception {
        RateLimiterSettings two = new RateLimiterSettings(1, Duration.ofSeconds(1), 2, Duration.ZERO);
        Rounds.race(
                round -> {
                    limiter = limiter(two);
                    limiter.take(1);
                    cancelled = limiter.take(1);
                    admitted.set(0);
                },
                () -> admitted.set(cancelled.cancel() ? 1 : 0),
                () -> limiter.reconfigure(two),
                round -> {
                    seen.add("" + admitted.get());
                    assertThat(limiter.available())
                            .as("back in round %d: as much as the answer said", round)
                            .isEqualTo(admitted.get());
                });
        assertThat(seen).isSubsetOf("0", "1");
    }

    @Test
    void sealAgainstSeal() throws Exception {
        RateLimiterSettings two = new RateLimiterSettings(1, Duration.ofSeconds(1), 2, Duration.ZERO);
        RateLimiterSettings three = new RateLimiterSettings(1, Duration.ofSeconds(1), 3, Duration.ZERO);
        Rounds.race(
                round -> {
                    limiter = limiter(ONE);
                    limiter.take(1);
                },
                () -> limiter.reconfigure(two),
                () -> limiter.reconfigure(three),
                round -> {
                    seen.add("" + limiter.settings().burst());
                    assertThat(limiter.available()).isEqualTo(limiter.settings().burst() - 1);
                });
        assertThat(seen).isSubsetOf("2", "3");
    }

    @Test
    void evictAgainstTake() throws Exception {
        GcraTier tier = new GcraTier("t", new Quota(1, SECOND, 1, 0));
        Rounds.race(
                round -> {
                    table = new GcraTable(key -> tier, tier, 8, GcraTable.Overflow.REJECT_NEW, 0);
                    table.enter("a", 0);
                    admitted.set(0);
                },
                () -> admitted.addAndGet(table.enter("a", SECOND) >= 0 ? 1 : 0),
                () -> table.enter("b", SECOND), // looks at a, which owes nothing now, and may drop it
                round -> {
                    seen.add(table.dropped() + " dropped");
                    assertThat(admitted.get()).as("a owed nothing").isEqualTo(1);
                    admitted.addAndGet(table.enter("a", SECOND) >= 0 ? 1 : 0);
                    assertThat(admitted.get()).as("of a in round " + round).isEqualTo(1);
                    assertThat(table.size()).isBetween(1, 2);
                });
        assertThat(seen).contains("1 dropped");
    }

    @Test
    void evictAgainstALateCaller() throws Exception {
        GcraTier tier = new GcraTier("t", new Quota(1, SECOND, 1, 0));
        Rounds.race(
                round -> {
                    table = new GcraTable(key -> tier, tier, 8, GcraTable.Overflow.REJECT_NEW, 0);
                    admitted.set(table.enter("a", 0) >= 0 ? 1 : 0);
                },
                () -> table.enter("b", SECOND), // may drop a, which owes nothing any more
                () -> admitted.addAndGet(table.enter("a", SECOND / 2) >= 0 ? 1 : 0), // but still did, by this clock
                round -> assertThat(admitted.get()).as("of a in round " + round).isEqualTo(1));
    }

    @Test
    void twoNewCallsOfOneKeyShareOneCell() throws Exception {
        GcraTier tier = new GcraTier("t", new Quota(1, SECOND, 1, 0));
        Runnable take = () -> admitted.addAndGet(table.enter("a", 0) >= 0 ? 1 : 0);
        Rounds.race(
                round -> {
                    table = new GcraTable(key -> tier, tier, 2, GcraTable.Overflow.REJECT_NEW, 0);
                    admitted.set(0);
                },
                take,
                take,
                round -> {
                    assertThat(admitted.get()).as("admitted in round " + round).isEqualTo(1);
                    assertThat(table.size()).isEqualTo(1);
                });
    }

    @Test
    void tierChangeAgainstTake() throws Exception {
        Duration second = Duration.ofSeconds(1);
        KeyedRateLimiterSettings[] settings = new KeyedRateLimiterSettings[2];
        KeyedRateLimiterRecipe<String> recipe =
                KeyedRateLimiter.perKey(RateLimiter.permits(4).per(second));
        settings[0] = recipe.settings();
        settings[1] = KeyedRateLimiter.<String>perKey(
                        RateLimiter.permits(8).per(second.multipliedBy(2)).burst(4))
                .settings();
        VirtualTime time = VirtualTime.automatic();
        AtomicInteger ran = new AtomicInteger();
        KeyedRateLimiter<?>[] keyed = new KeyedRateLimiter<?>[1];
        Rounds.race(
                round -> {
                    keyed[0] = recipe.create(new PolicySite("k", time, Randomness.seeded(1)));
                    keyed[0].enter(0, Deadline.NONE, "a");
                    ran.set(0);
                },
                () -> {
                    for (int i = 0; i < 4; i++) {
                        ran.addAndGet(keyed[0].enter(0, Deadline.NONE, "a") >= 0 ? 1 : 0);
                    }
                },
                () -> {
                    keyed[0].reconfigure(settings[1]); // who calls next moves the key, while the other may be taking
                    ran.addAndGet(keyed[0].enter(0, Deadline.NONE, "a") >= 0 ? 1 : 0);
                    keyed[0].reconfigure(settings[0]);
                    ran.addAndGet(keyed[0].enter(0, Deadline.NONE, "a") >= 0 ? 1 : 0);
                },
                round -> assertThat(ran.get()).as("admitted in round " + round).isEqualTo(3));
    }

    private static RateLimiter limiter(RateLimiterSettings settings) {
        return new RateLimiter(settings, null, new PolicySite("r", VirtualTime.automatic(), Randomness.seeded(1)));
    }
}
