package io.holdfast.benchmarks;

import io.holdfast.call.CallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Whose turn it is among the twenty lambdas, for each thread. The turn passes on after 1,024 calls: the compiler then knows
 * nothing of the next callee, but the processor does. Another lambda at each call would measure its branch predictor, which
 * adds 0 or 9 ns to whatever is measured, by the luck of addresses; {@link Interleaved} shows it.
 */
@State(Scope.Thread)
public class Turn {
    private static final int CALLS = 1_024;

    private final Work<?, ?>[] works = Works.twenty().toArray(Work<?, ?>[]::new);
    private final SubjectWork<?, ?, ?>[] worksAboutSubject =
            Works.twentyAboutSubject().toArray(SubjectWork<?, ?, ?>[]::new);
    private final CallWork<?, ?>[] worksAware = Works.twentyAware().toArray(CallWork<?, ?>[]::new);
    private final Work<?, ?>[] starters = Works.twentyStarters().toArray(Work<?, ?>[]::new);
    private int calls;
    private int next;

    /** The next lambda. */
    @SuppressWarnings("unchecked") // see Works
    public Work<String, RuntimeException> work() {
        if ((++calls & (CALLS - 1)) == 0) {
            advance();
        }
        return (Work<String, RuntimeException>) works[next];
    }

    /** The next lambda about a subject. */
    @SuppressWarnings("unchecked") // see Works
    public SubjectWork<String, String, RuntimeException> workAboutSubject() {
        if ((++calls & (CALLS - 1)) == 0) {
            advance();
        }
        return (SubjectWork<String, String, RuntimeException>) worksAboutSubject[next];
    }

    /** The next lambda that takes the call. */
    @SuppressWarnings("unchecked") // see Works
    public CallWork<String, RuntimeException> workAware() {
        if ((++calls & (CALLS - 1)) == 0) {
            advance();
        }
        return (CallWork<String, RuntimeException>) worksAware[next];
    }

    /** The next lambda that returns a stage. */
    @SuppressWarnings("unchecked") // see Works
    public Work<CompletableFuture<String>, RuntimeException> starter() {
        if ((++calls & (CALLS - 1)) == 0) {
            advance();
        }
        return (Work<CompletableFuture<String>, RuntimeException>) starters[next];
    }

    /** The next of twenty. */
    <T> T of(T[] twenty) {
        if ((++calls & (CALLS - 1)) == 0) {
            advance();
        }
        return twenty[next];
    }

    /** Another lambda at each call. */
    @SuppressWarnings("unchecked") // see Works
    public Work<String, RuntimeException> another() {
        advance();
        return (Work<String, RuntimeException>) works[next];
    }

    private void advance() {
        next = next + 1 == works.length ? 0 : next + 1;
    }
}
