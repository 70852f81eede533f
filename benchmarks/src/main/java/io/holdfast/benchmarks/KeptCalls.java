package io.holdfast.benchmarks;

import io.holdfast.overhead.Subject;
import io.holdfast.overhead.SubjectSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a change of ours may not make slower or fatter: the set that the regression check measures, in a polluted JVM.
 *
 * <p>{@code -Dholdfast.inject=20} makes each twentieth call a double one, a slowdown of exactly 5 %, to see the check fail.
 */
public final class KeptCalls implements SubjectSet {
    private static final int INJECT = Integer.getInteger("holdfast.inject", Integer.MAX_VALUE);

    private final Pipelines pipelines = new Pipelines();
    private final Refusals refusals = new Refusals();
    private final Async async = new Async();
    private final Turn turn = new Turn();

    /** For the harness. */
    public KeptCalls() {
        pipelines.pollute();
    }

    @Override
    public Map<String, Subject> subjects() {
        Map<String, Subject> kept = new LinkedHashMap<>();
        kept.put("empty", () -> pipelines.empty.call(turn.work()));
        kept.put("retry", () -> pipelines.retry.call(turn.work()));
        kept.put("breaker", () -> pipelines.breakerConsecutive.call(turn.work()));
        kept.put("limiter", () -> pipelines.limiter.call(turn.work()));
        kept.put("bulkhead", () -> pipelines.bulkhead.call(turn.work()));
        kept.put("timeLimit", () -> pipelines.timeLimit.call(turn.work()));
        kept.put("four", () -> pipelines.fourConsecutive.call(turn.work()));
        kept.put("four.inTime", () -> pipelines.fourInTime.call(turn.work()));
        kept.put("four.timeLimit", () -> pipelines.fourInTimeAndLimit.call(turn.work()));
        kept.put("four.callWith", () -> pipelines.fourConsecutive.callWith("subject", turn.workAboutSubject()));
        kept.put("four.tryCall", () -> pipelines.fourConsecutive.tryCall(turn.work()));
        kept.put("four.async", () -> async.completed(pipelines, turn));
        kept.put("open.tryCall", () -> refusals.openTried(pipelines, turn));
        kept.put("open.call", () -> refusals.openThrown(pipelines, turn));
        kept.put("denied.tryCall", () -> refusals.limiterTried(pipelines, turn));
        kept.put("full.tryCall", () -> refusals.bulkheadTried(pipelines, turn));
        kept.replaceAll((name, subject) -> new EachSoManyTwice(subject));
        return kept;
    }

    /** The same code with and without an injected slowdown: only a number differs. */
    private static final class EachSoManyTwice implements Subject {
        private final Subject subject;
        private int toGo = INJECT;

        EachSoManyTwice(Subject subject) {
            this.subject = subject;
        }

        @Override
        public Object call() throws Exception {
            if (--toGo == 0) {
                toGo = INJECT;
                subject.call();
            }
            return subject.call();
        }
    }
}
