package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The quota is changed just as a call wants the last permit: it gets it once, before or after, and it is owed afterwards. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or minted")
@State
public class SealAgainstAcquireStress {
    private static final long SECOND = 1_000_000_000;
    private static final Quota ONE = new Quota(1, SECOND, 1, 0);
    private static final Quota SAME = new Quota(2, 2 * SECOND, 1, 0);

    private final Gcra word = new Gcra(ONE, 0, false, null);

    @Actor
    public void changes() {
        word.move(SAME, null);
        word.next(0);
    }

    @Actor
    public void takes(II_Result result) {
        result.r1 = take();
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = take();
    }

    private int take() {
        long answer = word.take(0, 0);
        answer = answer == Gcra.MOVED ? word.next(0).take(0, 0) : answer;
        return answer >= 0 ? 1 : 0;
    }
}
