package io.holdfast.retry;

import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.state.Gcra;
import io.holdfast.state.HotLong;
import io.holdfast.time.TimeSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Bounds repetitions by a share of first attempts, so that an outage does not multiply the load on what is down. Each first
 * attempt pays in a part of a repetition, each repetition takes out a whole one; savings are bounded by the burst. Where
 * savings are used up, a floor lets callers with little traffic make a few more, at most some a second and at most a share
 * of their first attempts.
 *
 * <p>Every retry has one of its own unless it is given one to share. Retries that call the same dependency should share one:
 * {@code Retry.exponential(...).budget(shared)}.
 *
 * <p><b>Guarantee.</b> In any time T with n first attempts, repetitions &lt;= burst + percent/100 * n + min(floorPerSecond * T
 * + 1, floorPercent/100 * n + 1); to the last one.
 *
 * <p><b>Thread-safety.</b> All methods may be called by any thread. Lock-free; a first attempt that finds savings full costs
 * one read.
 */
public final class RetryBudget implements Reconfigurable<RetryBudgetSettings> {
    /*
     * Layout of the word:   0:1 | floorDebt:21 | debt:42
     *
     * Both in thousandths of a repetition: what was taken out and not paid in again. The balance of savings is the burst
     * minus the debt. Kept as debt, a full budget is the word 0 whatever the settings are, so paying in at the full mark is
     * one read and one comparison; and a change of the burst keeps what is owed.
     *
     *            pays in (a first attempt):  debt := max(debt - share, 0), floorDebt := max(floorDebt - floorShare, 0)
     *   0 ◄───────────────────────────────────────────────────────────────────────────────────────────────┐
     *   └──► takes out: debt := debt + 1000, if that is at most the burst ──────────────────────────────────┘
     *
     * Invariants. B1: 0 <= debt <= burst * 1000, and 0 <= floorDebt <= 1000, while settings do not shrink; a shrunk burst only
     * refuses until the debt is paid. B2: 1000 * (repetitions from savings) <= 1000 * burst + what was paid in. B3: follows
     * from B2, the same for the floor, and the limiter of the floor. B4: a refusal changes nothing but the count of refusals.
     * B5: with no debt, paying in writes nothing.
     *
     * Linearisation. The CAS; for paying in at the full mark, the read. A read of an old 0 is a first attempt that came before
     * the repetition it did not see: at the full mark it was worth nothing. Check and taking out are one CAS.
     *
     * Ordering. Reads are acquire, because the CAS, volatile, validates them.
     */
    private static final long TOKEN = 1_000;
    private static final int DEBT_BITS = 42;
    private static final int FLOOR_BITS = 21;
    private static final long DEBT_MASK = (1L << DEBT_BITS) - 1;
    private static final long FLOOR_TOKEN = TOKEN << DEBT_BITS;
    private static final long SECOND = 1_000_000_000;

    static {
        assert 1 + FLOOR_BITS + DEBT_BITS == Long.SIZE;
        assert 1_000_000 * TOKEN < DEBT_MASK && TOKEN < 1L << FLOOR_BITS;
    }

    /** What the settings mean, swapped as a whole. */
    private record Plan(
            RetryBudgetSettings settings,
            long share,
            long most,
            long floorShare,
            @Nullable Gcra floor) {}

    private final HotLong word = new HotLong(0);
    private final LongAdder granted = new LongAdder();
    private final LongAdder fromFloor = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final String name;
    private final TimeSource time;
    private volatile Plan plan;

    RetryBudget(String name, TimeSource time, RetryBudgetSettings settings) {
        this.name = name;
        this.time = time;
        this.plan = plan(settings, null);
    }

    /**
     * A budget to share, on the machine's own time.
     *
     * @param name what it is called
     * @param settings for example {@link RetryBudgetSettings#DEFAULT}
     * @return the budget, full
     */
    public static RetryBudget of(String name, RetryBudgetSettings settings) {
        return of(name, settings, TimeSource.system());
    }

    /**
     * A budget to share, on another time.
     *
     * @param name what it is called
     * @param settings for example {@link RetryBudgetSettings#DEFAULT}
     * @param time the time of the retries that will share it
     * @return the budget, full
     */
    public static RetryBudget of(String name, RetryBudgetSettings settings, TimeSource time) {
        return new RetryBudget(
                Require.name("name", name), Require.given("time", time), Require.given("settings", settings));
    }

    private Plan plan(RetryBudgetSettings next, @Nullable Plan before) {
        Gcra floor = null;
        if (before != null && before.settings.floorPerSecond() == next.floorPerSecond()) {
            floor = before.floor;
        } else if (next.floorPerSecond() > 0) {
            floor = new Gcra(next.floorPerSecond(), SECOND, 1, 0, time.nanos());
        }
        return new Plan(
                next,
                RetryBudgetSettings.milliTokens(next.percent()),
                next.burst() * TOKEN,
                RetryBudgetSettings.milliTokens(next.floorPercent()),
                floor);
    }

    private static long debt(long word) {
        return word & DEBT_MASK;
    }

    private static long floorDebt(long word) {
        return word >>> DEBT_BITS;
    }

    private static long word(long debt, long floorDebt) {
        return floorDebt << DEBT_BITS | debt;
    }

    /** A first attempt pays in. */
    void paysIn() {
        if (word.getAcquire() != 0) {
            repay();
        }
    }

    private void repay() {
        Plan now = plan;
        while (true) {
            long seen = word.getAcquire();
            long next = word(Math.max(debt(seen) - now.share, 0), Math.max(floorDebt(seen) - now.floorShare, 0));
            if (next == seen || word.compareAndSet(seen, next)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Takes a repetition out. Whether there was one. */
    boolean takesOut(long now) {
        Plan in = plan;
        while (in.settings.enabled()) {
            long seen = word.getAcquire();
            if (debt(seen) + TOKEN > in.most) {
                return fromFloor(in, now);
            }
            if (word.compareAndSet(seen, seen + TOKEN)) {
                break;
            }
            Thread.onSpinWait();
        }
        granted.increment();
        return true;
    }

    /** The limiter first: what it gives in vain it takes back, or is the stricter for it. */
    private boolean fromFloor(Plan in, long now) {
        Gcra floor = in.floor;
        long permit = floor == null || floorDebt(word.getAcquire()) > 0 ? -1 : floor.take(now, 0);
        while (floor != null && permit >= 0) {
            long seen = word.getAcquire();
            if (floorDebt(seen) > 0) {
                floor.refund(permit);
                break;
            }
            if (word.compareAndSet(seen, seen + FLOOR_TOKEN)) {
                granted.increment();
                fromFloor.increment();
                return true;
            }
            Thread.onSpinWait();
        }
        refused.increment();
        return false;
    }

    /**
     * What it is called.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /** Whose clock it uses. */
    TimeSource time() {
        return time;
    }

    /**
     * Everything at once, for a person or a dashboard.
     *
     * @return a snapshot
     */
    public RetryBudgetView view() {
        return new RetryBudgetView(name, plan.settings, available(), granted.sum(), fromFloor.sum(), refused.sum());
    }

    /**
     * How many repetitions its savings pay for.
     *
     * @return from 0 to the burst
     */
    public long available() {
        return Math.max(plan.most - debt(word.get()), 0) / TOKEN;
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public RetryBudgetSettings settings() {
        return plan.settings;
    }

    @Override
    public void reconfigure(RetryBudgetSettings next) {
        plan = plan(Require.given("settings", next), plan); // two at once: either is a whole plan, the later one stays
    }

    @Override
    public String toString() {
        return "RetryBudget '" + name + "'";
    }
}
