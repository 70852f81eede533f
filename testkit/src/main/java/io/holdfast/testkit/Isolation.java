package io.holdfast.testkit;

import io.holdfast.Pipeline;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Require;
import java.util.List;

/**
 * Shows that two policies, or two pipelines, with the same settings share nothing: one is used up, driven into failure and
 * overridden, and the other's admissions, readings and events must not change; then the other way round.
 *
 * <p>Afterwards both have seen failures, so give it policies of their own. They must be on a {@link VirtualTime} or another
 * clock that stands still, and nobody else may use them meanwhile. What policies do is asked of gates by the SPI and of
 * pipelines also by calls.
 */
public final class Isolation {
    private static final int CALLS = 200;

    private Isolation() {}

    /**
     * Shows it of two policies.
     *
     * @param one a policy
     * @param other another one
     * @throws AssertionError when one changes the other
     */
    public static void assertIsolated(Policy one, Policy other) {
        Require.given("one", one);
        Require.given("other", other);
        if (one == other) {
            throw new AssertionError(one + " is one and the same policy, so it shares everything");
        }
        untouched(List.of(other), () -> Harassment.harass(one), "while " + one + " was used up");
        untouched(List.of(one), () -> Harassment.harass(other), "while " + other + " was used up");
    }

    /**
     * Shows it of two pipelines and their policies.
     *
     * @param one a pipeline
     * @param other another one
     * @throws AssertionError when they share a policy, or one changes the other
     */
    public static void assertIsolated(Pipeline one, Pipeline other) {
        List<Policy> ones = Require.given("one", one).info().policies();
        List<Policy> others = Require.given("other", other).info().policies();
        for (Policy policy : ones) {
            if (others.stream().anyMatch(each -> each == policy)) {
                throw new AssertionError("both pipelines share " + policy);
            }
        }
        untouched(
                others, () -> harass(one, ones), "while pipeline " + one.info().name() + " was used up");
        untouched(
                ones,
                () -> harass(other, others),
                "while pipeline " + other.info().name() + " was used up");
    }

    private static void harass(Pipeline pipeline, List<Policy> policies) {
        for (int i = 0; i < CALLS; i++) {
            pipeline.tryCall(() -> {
                throw new IllegalStateException("isolation");
            });
        }
        policies.forEach(Harassment::harass);
    }

    private static void untouched(List<Policy> bystanders, Runnable harassment, String when) {
        List<Bystander> before = bystanders.stream().map(Bystander::new).toList();
        try {
            harassment.run();
            before.forEach(each -> each.check(when));
        } finally {
            before.forEach(Bystander::close);
        }
    }
}
