package io.holdfast.benchmarks;

import static java.time.Duration.ofSeconds;

import io.holdfast.Pipeline;
import io.holdfast.overhead.Subject;
import io.holdfast.overhead.SubjectSet;
import io.holdfast.ratelimiter.KeyedRateLimiter;
import io.holdfast.ratelimiter.RateLimiter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a change of ours may not make slower or fatter: the set that the regression check measures, in a polluted JVM.
 *
 * <p>{@code -Dholdfast.inject=20} makes each twentieth call a double one, a slowdown of 5 % of the call, to see the check fail. The
 * figure itself grows by less, as it holds the measuring loop and this wrapper as well.
 */
public final class KeptCalls implements SubjectSet {
    private static final int INJECT = Integer.getInteger("holdfast.inject", Integer.MAX_VALUE);

    private static final int KEYS = 1_000; // all in the processor's caches: their speed is not ours

    private final Pipelines pipelines = new Pipelines();
    private final Refusals refusals = new Refusals();
    private final Async async = new Async();
    private final Turn turn = new Turn();
    private final BreakerTriggers triggers = new BreakerTriggers();
    private final Failures failures = new Failures();
    private final Failures.Unsteady unsteady = new Failures.Unsteady();
    private final Pipeline keyed = Pipeline.named("keyed")
            .with(KeyedRateLimiter.<String>perKey( // slow: every key owes something, so none is forgotten and made anew
                    RateLimiter.permits(1).per(ofSeconds(1)).burst(1_000_000)))
            .build();
    private final String[] keys = new String[KEYS];
    private int key;

    /** For the harness. */
    public KeptCalls() {
        pipelines.pollute();
        Arrays.setAll(keys, i -> "key " + i);
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
        kept.put("breaker.rateOverCalls", () -> triggers.rateOverCalls(pipelines, turn));
        kept.put("breaker.rateOverTime", () -> triggers.rateOverTime(pipelines, turn));
        kept.put("breaker.slow", () -> triggers.slow(pipelines, turn));
        kept.put("limiter.keyed", () -> keyed.callWith(nextKey(), turn.workAboutSubject()));
        kept.put("failing.call", () -> failures.thrown(pipelines, unsteady));
        kept.put("failing.tryCall", () -> failures.tried(pipelines, unsteady));
        kept.put("open.async", () -> refusals.openAsync(pipelines, turn));
        kept.replaceAll((name, subject) -> new EachSoManyTwice(subject));
        return kept;
    }

    private String nextKey() {
        key = key + 1 == KEYS ? 0 : key + 1;
        return keys[key];
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
