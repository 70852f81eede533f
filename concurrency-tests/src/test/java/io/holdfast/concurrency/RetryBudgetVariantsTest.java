package io.holdfast.concurrency;

import java.util.List;

/** The word of the retry budget, broken by a token. */
class RetryBudgetVariantsTest extends VariantTests {
    private static final String SOURCE = "retry/src/main/java/io/holdfast/retry/RetryBudget.java";
    private static final Catcher HISTORIES = Catcher.tests("retry", "io.holdfast.retry.RetryBudgetTest");
    private static final Catcher TWO_OUT = Catcher.stress("TwoRepetitionsStress");
    private static final Catcher IN_AND_OUT = Catcher.stress("PayInAndTakeOutStress");
    private static final Catcher TWO_IN = Catcher.stress("TwoFirstAttemptsStress");
    private static final Catcher OUTAGE = Catcher.tests("retry", "io.holdfast.retry.OutageTest");

    private static Variant variant(String what, String token, String instead, Catcher catcher) {
        return new Variant("RetryBudget: " + what, SOURCE, token, instead, catcher);
    }

    @Override
    List<Variant> variants() {
        return List.of(
                variant(
                        "a repetition is taken out in a step of its own after the check",
                        "if (word.compareAndSet(seen, seen + TOKEN)) {",
                        "word.getAndAdd(TOKEN); if (true) {",
                        TWO_OUT),
                variant(
                        "paying in overwrites what was taken out meanwhile",
                        "if (next == seen || word.compareAndSet(seen, next)) {",
                        "if (next == seen || word.getAndAdd(next - word.get()) >= 0) {",
                        IN_AND_OUT),
                variant(
                        "two first attempts pay the same debt",
                        "if (next == seen || word.compareAndSet(seen, next)) {",
                        "if (next == seen || word.getAndAdd(next - seen) >= 0) {",
                        TWO_IN),
                variant(
                        "first attempts pay nothing in",
                        "if (word.getAcquire() != 0) {",
                        "if (word.getAcquire() < 0) {",
                        HISTORIES),
                variant(
                        "one repetition more than the savings",
                        "if (debt(seen) + TOKEN > in.most) {",
                        "if (debt(seen) > in.most) {",
                        HISTORIES),
                variant(
                        "what is paid in above the full mark is kept",
                        "word(Math.max(debt(seen) - now.share, 0),",
                        "word(debt(seen) - now.share & DEBT_MASK,",
                        HISTORIES),
                variant(
                        "savings are paid back twice as fast",
                        "Math.max(debt(seen) - now.share, 0)",
                        "Math.max(debt(seen) - 2 * now.share, 0)",
                        OUTAGE),
                variant(
                        "a repetition from the floor is not owed",
                        "if (word.compareAndSet(seen, seen + FLOOR_TOKEN)) {",
                        "if (word.compareAndSet(seen, seen)) {",
                        OUTAGE),
                variant(
                        "a refusal takes out of the savings nevertheless",
                        "if (debt(seen) + TOKEN > in.most) {",
                        "if (debt(seen) + TOKEN > in.most && word.getAndAdd(TOKEN) >= 0) {",
                        HISTORIES));
    }
}
