package io.holdfast.testkit;

import io.holdfast.Pipeline;
import io.holdfast.spi.Policy;
import io.holdfast.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a JUnit test that leaves something behind: see {@link Leaks} for what is looked for. A test that has failed already
 * keeps its own failure.
 *
 * <pre>{@code
 * @RegisterExtension
 * final NoLeaks leaks = new NoLeaks();
 *
 * final VirtualTime time = leaks.watch(VirtualTime.automatic());
 * final Bulkhead bulkhead = leaks.watch(Bulkhead.of(2).create(new PolicySite("b", time, Randomness.seeded(1))));
 * }</pre>
 *
 * <p>{@code @ExtendWith(NoLeaks.class)} is enough for threads, overrides and the interrupt flag. Needs JUnit Jupiter, which
 * the test kit does not bring. <b>Thread-safety.</b> For one test at a time; overrides and threads are counted for the whole
 * process, so tests that run in parallel see those of each other.
 */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
    private final List<Consumer<Leaks>> watched = new ArrayList<>();
    private Leaks leaks = new Leaks();

    /** Watches nothing but threads, overrides and the interrupt flag. */
    public NoLeaks() {}

    /**
     * Also watches a time.
     *
     * @param time which one
     * @param <S> its type
     * @return the time
     */
    public <S extends TimeSource> S watch(S time) {
        return added(time, each -> each.watch((TimeSource) time));
    }

    /**
     * Also watches a policy. Call it while the policy is whole.
     *
     * @param policy which one
     * @param <P> its type
     * @return the policy
     */
    public <P extends Policy> P watch(P policy) {
        return added(policy, each -> each.watch((Policy) policy));
    }

    /**
     * Also watches a policy that tells calls apart, as seen by one subject.
     *
     * @param policy which one
     * @param subject whose calls
     * @param <P> its type
     * @return the policy
     */
    public <P extends Policy> P watch(P policy, Object subject) {
        return added(policy, each -> each.watch(policy, subject));
    }

    /**
     * Also watches all policies of a pipeline.
     *
     * @param pipeline which one
     * @return the pipeline
     */
    public Pipeline watch(Pipeline pipeline) {
        return added(pipeline, each -> each.watch(pipeline));
    }

    /**
     * Lets subscriptions stay open: for a test whose listeners live as long as its policies.
     *
     * @return this
     */
    public NoLeaks allowSubscriptions() {
        return added(this, Leaks::allowSubscriptions);
    }

    private <T> T added(T subject, Consumer<Leaks> watch) {
        watch.accept(leaks);
        watched.add(watch);
        return subject;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        leaks = new Leaks();
        watched.forEach(watch -> watch.accept(leaks));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Leaks ended = leaks;
        leaks = new Leaks();
        if (test.getExecutionException().isEmpty()) {
            ended.check();
        } else {
            Thread.interrupted(); // the next test is to begin without it
        }
    }
}
