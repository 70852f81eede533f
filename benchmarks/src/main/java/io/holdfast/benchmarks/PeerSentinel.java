package io.holdfast.benchmarks;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRuleManager;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Sentinel: a resource with a rule for errors (its breaker), for the rate (its limiter) and for threads (its bulkhead).
 *
 * <p><strong>Not equal:</strong> every entry passes all of its slots and counts seconds and minutes, whatever rules there are;
 * a breaker alone is the same chain with one rule. Its time is a cached clock of milliseconds. It has no retry.
 */
@State(Scope.Benchmark)
public class PeerSentinel {
    private static final String BREAKER = "breaker";
    private static final String ALL = "all";

    /** Loads the rules. */
    public PeerSentinel() {
        DegradeRuleManager.loadRules(List.of(errors(BREAKER), errors(ALL)));
        FlowRule rate = new FlowRule(ALL);
        rate.setGrade(RuleConstant.FLOW_GRADE_QPS).setCount(Peer.PERMITS);
        FlowRule threads = new FlowRule(ALL);
        threads.setGrade(RuleConstant.FLOW_GRADE_THREAD).setCount(Peer.CALLS);
        FlowRuleManager.loadRules(List.of(rate, threads));
    }

    private static DegradeRule errors(String resource) {
        return new DegradeRule(resource)
                .setGrade(RuleConstant.DEGRADE_GRADE_EXCEPTION_RATIO)
                .setCount(0.5)
                .setMinRequestAmount(100)
                .setStatIntervalMs(60_000)
                .setTimeWindow(60);
    }

    /** A breaker by the share of errors in a minute. */
    @Benchmark
    public Object breakerTime() {
        return guarded(BREAKER);
    }

    /** Breaker, limiter and bulkhead; no retry. */
    @Benchmark
    public Object threeWithoutRetry() {
        return guarded(ALL);
    }

    private static Object guarded(String resource) {
        try (Entry entry = SphU.entry(resource)) {
            return entry == null ? "none" : Peer.WORK.get();
        } catch (BlockException blocked) {
            return blocked;
        }
    }
}
