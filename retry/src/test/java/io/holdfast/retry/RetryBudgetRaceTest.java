package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.state.HotLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two threads on one budget, round after round: taking out against taking out, and against paying in. Variants of the
 * word that are broken by one change are found by letting one caller come between the other's reading and writing, every time.
 */
class RetryBudgetRaceTest {
    private static final int AT_ONCE = 200;
    private static final int ROUNDS = 250;
    private static final long TOKEN = 1_000;
    private static final int BURST = 2;

    /** What both the budget and its broken variants can do. */
    private interface Word {
        void paysIn();

        boolean takesOut();

        /** In thousandths. */
        long savings();
    }

    private record Real(RetryBudget budget) implements Word {
        @Override
        public void paysIn() {
            budget.paysIn();
        }

        @Override
        public boolean takesOut() {
            return budget.takesOut(0);
        }

        @Override
        public long savings() {
            return budget.available() * TOKEN;
        }
    }

    private enum Broken {
        CHECK_BEFORE_TAKING_OUT,
        PAYING_IN_OVERWRITES,
        TAKING_OUT_OVERWRITES,
        PAYING_IN_WITHOUT_A_BOUND
    }

    /** The same word with one step done wrong. Ratio 100 %, burst 2. */
    private static final class Variant implements Word {
        private final AtomicLong debt = new AtomicLong();
        private final @Nullable Broken broken;
        private @Nullable Runnable between;

        Variant(@Nullable Broken broken) {
            this.broken = broken;
        }

        /** Somebody else comes between this caller's reading and writing; once. */
        private void meanwhile() {
            Runnable somebody = between;
            between = null;
            if (somebody != null) {
                somebody.run();
            }
        }

        @Override
        public void paysIn() {
            while (true) {
                long seen = debt.get();
                meanwhile();
                long next = Math.max(seen - TOKEN, 0);
                if (broken == Broken.PAYING_IN_OVERWRITES) {
                    debt.set(next);
                    return;
                }
                if (broken == Broken.PAYING_IN_WITHOUT_A_BOUND && seen > 0) {
                    debt.addAndGet(-TOKEN);
                    return;
                }
                if (next == seen || debt.compareAndSet(seen, next)) {
                    return;
                }
            }
        }

        @Override
        public boolean takesOut() {
            while (true) {
                long seen = debt.get();
                meanwhile();
                if (seen + TOKEN > BURST * TOKEN) {
                    return false;
                }
                if (broken == Broken.CHECK_BEFORE_TAKING_OUT) {
                    debt.addAndGet(TOKEN);
                    return true;
                }
                if (broken == Broken.TAKING_OUT_OVERWRITES) {
                    debt.set(seen + TOKEN);
                    return true;
                }
                if (debt.compareAndSet(seen, seen + TOKEN)) {
                    return true;
                }
            }
        }

        @Override
        public long savings() {
            return BURST * TOKEN - debt.get();
        }
    }

    private static Word real() {
        return new Real(RetryBudget.of("b", new RetryBudgetSettings(true, 100, BURST, 0, 0)));
    }

    /** Two threads work through the same words in the same order; they meet once for all of them. */
    private static final class Race {
        private final Word[] word = new Word[AT_ONCE];
        private final int[][] taken = new int[2][AT_ONCE];
        private final AtomicInteger arrived = new AtomicInteger();
        private int wrong;

        /** How many words went wrong. */
        int wrong() {
            CompletableFuture<Void> second =
                    CompletableFuture.runAsync(() -> run(1), task -> new Thread(task, "second").start());
            run(0);
            second.join();
            return wrong;
        }

        private void run(int me) {
            int meetings = 0;
            for (int round = 0; round < ROUNDS; round++) {
                if (me == 0) {
                    renew();
                }
                meet(++meetings);
                for (int i = 0; i < AT_ONCE; i++) {
                    if (i % 4 == 0 || (i % 4 != 2 && me == 0)) {
                        taken[me][i] = word[i].takesOut() ? 1 : 0;
                    } else {
                        word[i].paysIn();
                    }
                }
                meet(++meetings);
                if (me == 0) {
                    judge();
                }
                meet(++meetings);
            }
        }

        /** One repetition is left in each, none in every fourth. */
        private void renew() {
            for (int i = 0; i < AT_ONCE; i++) {
                word[i] = real();
                word[i].takesOut();
                if (i % 4 == 3) {
                    word[i].takesOut();
                }
                taken[0][i] = 0;
                taken[1][i] = 0;
            }
        }

        private void judge() {
            for (int i = 0; i < AT_ONCE; i++) {
                wrong += right(i % 4, taken[0][i] + taken[1][i], word[i].savings()) ? 0 : 1;
            }
        }

        private void meet(int meetings) {
            arrived.incrementAndGet();
            for (int spins = 0; arrived.get() < 2 * meetings; spins++) {
                if (spins < 2_000) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield(); // the other may need this very processor
                }
            }
        }
    }

    /** What the two may have done, in whichever order. */
    private static boolean right(int kind, int taken, long savings) {
        return switch (kind) {
            case 0 -> taken == 1 && savings == 0; // one left, two want it
            case 1 -> taken == 1 && savings == TOKEN; // one left, one out, one in
            case 2 -> savings == 2 * TOKEN; // one left, two in, and two are full
            default -> savings == (taken == 1 ? 0 : TOKEN); // none left, one out, one in
        };
    }

    @Test
    void checkingAndTakingOutAreOneStepAndNothingIsLost() {
        assertThat(new Race().wrong()).isZero();
    }

    /** How many of all pairs of callers end wrong when the second comes between the first one's reading and writing. */
    private static int wrong(@Nullable Broken broken) {
        int wrong = 0;
        for (int kind = 0; kind < 4; kind++) {
            for (int first = 0; first < 2; first++) {
                Variant word = new Variant(broken);
                word.takesOut();
                if (kind == 3) {
                    word.takesOut();
                }
                int[] taken = {0};
                int second = 1 - first;
                int ofKind = kind;
                word.between = () -> act(word, ofKind, second, taken);
                act(word, kind, first, taken);
                wrong += right(kind, taken[0], word.savings()) ? 0 : 1;
            }
        }
        return wrong;
    }

    private static void act(Word word, int kind, int who, int[] taken) {
        if (kind == 0 || (kind != 2 && who == 0)) {
            boolean paid = word.takesOut(); // the other may count in between
            taken[0] += paid ? 1 : 0;
        } else {
            word.paysIn();
        }
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void aVariantThatIsBrokenIsFound(Broken broken) {
        assertThat(wrong((Broken) null)).as("the variant with nothing broken").isZero();
        assertThat(wrong(broken)).isPositive();
    }

    static Stream<LongSupplier> storms() {
        return Stream.of(() -> 1, () -> 7);
    }

    /** Four threads pay in and take out as they like: to the last repetition. */
    @ParameterizedTest
    @MethodSource("storms")
    void aStormNeverTakesOutMoreThanWasPaidIn(LongSupplier mix) {
        RetryBudget budget = RetryBudget.of("b", new RetryBudgetSettings(true, 10, 10, 0, 0));
        HotLong paidIn = new HotLong(0);
        HotLong taken = new HotLong(0);
        CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = CompletableFuture.runAsync(
                    () -> {
                        for (int round = 0; round < 100_000; round++) {
                            if (round % 8 < mix.getAsLong()) {
                                budget.paysIn();
                                paidIn.getAndAdd(100);
                            }
                            if (budget.takesOut(0)) {
                                taken.getAndAdd(TOKEN);
                            }
                        }
                    },
                    task -> new Thread(task).start());
        }
        CompletableFuture.allOf(threads).join();
        assertThat(taken.get()).isLessThanOrEqualTo(10 * TOKEN + paidIn.get());
        assertThat(taken.get())
                .as("nothing paid in is lost while there is debt")
                .isGreaterThanOrEqualTo(paidIn.get());
    }
}
