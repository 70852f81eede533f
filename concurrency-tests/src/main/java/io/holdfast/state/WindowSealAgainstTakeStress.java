package io.holdfast.state;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The window is changed just as a call wants its last place: it gets it once, before or after, and it is remembered. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or minted")
@State
public class WindowSealAgainstTakeStress {
    private final WindowLog log = new WindowLog(1, 1_000, 0, 0, null);

    @Actor
    public void changes() {
        log.move(1, 1_000, 0, null);
        log.next(0);
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
        long answer = log.take(0, 0);
        answer = answer == WindowLog.MOVED ? log.next(0).take(0, 0) : answer;
        return answer >= 0 ? 1 : 0;
    }
}
