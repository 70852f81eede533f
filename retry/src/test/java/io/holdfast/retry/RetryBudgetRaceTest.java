package io.holdfast.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.state.HotLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two threads on one budget, round after round: taking out against taking out, and against paying in. Variants of the word
 * that are broken by one change are found by the same rounds.
 */
class RetryBudgetRaceTest {
    private static final int ROUNDS = 20_000;
    private static final int MOST_ROUNDS = 3_000_000;
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
        private final Broken broken;

        Variant(Broken broken) {
            this.broken = broken;
        }

        @Override
        public void paysIn() {
            while (true) {
                long seen = debt.get();
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

    /** How many rounds of how many went wrong; ends with the first if it is sought. */
    private static int wrong(Supplier<Word> words, boolean sought) {
        Word[] word = {words.get()};
        AtomicInteger[] paid = {new AtomicInteger(), new AtomicInteger()};
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger over = new AtomicInteger();
        int[] wrong = {0};
        int most = sought ? MOST_ROUNDS : ROUNDS;
        IntSupplier second = () -> race(1, word, paid, arrived, over, most, wrong, sought, words);
        CompletableFuture<Integer> other =
                CompletableFuture.supplyAsync(second::getAsInt, task -> new Thread(task, "second").start());
        race(0, word, paid, arrived, over, most, wrong, sought, words);
        other.join();
        return wrong[0];
    }

    private static int race(
            int me,
            Word[] word,
            AtomicInteger[] paid,
            AtomicInteger arrived,
            AtomicInteger over,
            int rounds,
            int[] wrong,
            boolean sought,
            Supplier<Word> words) {
        int meetings = 0;
        for (int round = 0; round < rounds && over.get() == 0; round++) {
            if (me == 0) {
                word[0] = words.get();
                word[0].takesOut(); // one is left
                if (round % 4 == 3) {
                    word[0].takesOut(); // none is
                }
                paid[0].set(0);
                paid[1].set(0);
            }
            meet(arrived, ++meetings);
            if (round % 4 == 0 || (round % 4 != 2 && me == 0)) {
                paid[me].set(word[0].takesOut() ? 1 : 0);
            } else {
                word[0].paysIn();
            }
            meet(arrived, ++meetings);
            if (me == 0) {
                boolean right = right(round % 4, paid[0].get() + paid[1].get(), word[0].savings());
                wrong[0] += right ? 0 : 1;
                over.set(sought && !right ? 1 : 0);
            }
            meet(arrived, ++meetings);
        }
        return wrong[0];
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

    private static void meet(AtomicInteger arrived, int meetings) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * meetings; spins++) {
            if (spins < 2_000) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // the other may need this very processor
            }
        }
    }

    @Test
    void checkingAndTakingOutAreOneStepAndNothingIsLost() {
        assertThat(wrong(RetryBudgetRaceTest::real, false)).isZero();
        assertThat(wrong(() -> new Variant(null), false))
                .as("the variant with nothing broken")
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void aVariantThatIsBrokenIsFound(Broken broken) {
        assertThat(wrong(() -> new Variant(broken), true)).isPositive();
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
