package io.holdfast.fallback;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DegradationMatrix;
import io.holdfast.Operation;
import io.holdfast.OperationInfo;
import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.cachefallback.CacheFallback;
import io.holdfast.call.Outcome;
import io.holdfast.call.Reason;
import io.holdfast.call.RejectionKind;
import io.holdfast.call.SubjectWork;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.NoLeaks;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.timelimiter.TimeLimiter;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One vocabulary of ends, blocking and asynchronous; and the matrix of what was declared. */
class ReasonTest {
    @RegisterExtension
    final NoLeaks leaks = new NoLeaks();

    private final VirtualTime time = leaks.watch(VirtualTime.automatic());
    private final Registry registry = Registry.create();

    private Pipeline pipeline(UnaryOperator<PipelineBuilder> parts) {
        return leaks.watch(parts.apply(Pipeline.named("p")
                        .time(time)
                        .continueOn(time.executor())
                        .in(registry))
                .build());
    }

    private static Operation<String, String> operation(Pipeline pipeline) {
        return pipeline.operation("o", String.class, String.class).idempotent().build();
    }

    /** The same in both forms. */
    private String code(Operation<String, String> operation, SubjectWork<String, CompletableFuture<String>, ?> work) {
        Outcome<String> blocking = operation.tryCall("s", subject -> {
            try {
                return time.await(work.call(subject));
            } catch (CompletionException failed) {
                throw (Exception) failed.getCause();
            }
        });
        Outcome<String> async = time.await(operation.tryCallAsync("s", work));
        assertThat(async.reasonCode()).isEqualTo(blocking.reasonCode());
        return blocking.reasonCode().code();
    }

    @Test
    void everyEndHasItsCode() {
        AtomicInteger attempts = new AtomicInteger();
        Operation<String, String> plain = operation(pipeline(p -> p));
        assertThat(code(plain, s -> CompletableFuture.completedFuture("x"))).isEqualTo("served");
        assertThat(code(plain, s -> CompletableFuture.failedFuture(new IOException("down"))))
                .isEqualTo("failed");
        assertThat(code(plain, s -> CompletableFuture.failedFuture(new TimeoutException())))
                .isEqualTo("timed-out");
        assertThat(code(
                        operation(pipeline(
                                p -> p.with(Retry.constant(ofMillis(10)).attempts(3)))),
                        s -> attempts.incrementAndGet() % 2 == 0
                                ? CompletableFuture.completedFuture("x")
                                : CompletableFuture.failedFuture(new IOException("down"))))
                .isEqualTo("retried");
        Bulkhead full = Bulkhead.of(1).create(new PolicySite("full", time, bound -> 0));
        Permit held = full.tryAcquire();
        assertThat(code(operation(pipeline(p -> p.with(full))), s -> CompletableFuture.completedFuture("x")))
                .isEqualTo("rejected:concurrency-full");
        held.close();
    }

    @Test
    void aLimitOfTheAttemptAndOfTheCallAreTwoThings() {
        SubjectWork<String, String, InterruptedException> hang = subject -> {
            time.sleep(ofSeconds(60));
            return "late";
        };
        assertThat(operation(pipeline(p -> p.within(ofSeconds(1))))
                        .tryCall("s", hang)
                        .reasonCode())
                .hasToString("deadline");
        assertThat(operation(pipeline(p -> p.with(TimeLimiter.perAttempt(ofSeconds(1)))))
                        .tryCall("s", hang)
                        .reasonCode())
                .hasToString("timed-out");
    }

    @Test
    void codesAreFewAndDistinct() {
        Set<String> codes = new HashSet<>();
        for (RejectionKind kind : RejectionKind.values()) {
            codes.add(Reason.rejected(kind).code());
        }
        assertThat(codes)
                .hasSize(RejectionKind.values().length)
                .contains("deadline", "cancelled", "rejected:circuit-open", "rejected:rate-limited");
        assertThat(Reason.of(new CancellationException())).isEqualTo(Reason.CANCELLED);
        assertThat(Reason.of(new CompletionException(new InterruptedException())))
                .isEqualTo(Reason.CANCELLED);
        assertThat(Reason.fallback("b").degraded()).isTrue();
        assertThat(Reason.CACHED.degraded()).isFalse();
    }

    @Test
    void staleIsServedWhileTheCircuitIsOpen() {
        Operation<String, String> operation = pipeline(
                        p -> p.with(CircuitBreaker.consecutiveFailures(1).openFor(ofSeconds(30))))
                .operation("o", String.class, String.class)
                .remember(CacheFallback.of(String.class, String.class, key -> key))
                .build();
        operation.call("s", subject -> "good");
        AtomicInteger asked = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            assertThat(operation
                            .tryCall("s", subject -> {
                                asked.incrementAndGet();
                                throw new IOException("down");
                            })
                            .reasonCode())
                    .isEqualTo(Reason.STALE);
        }
        assertThat(asked).as("the circuit has opened after the first").hasValue(1);
    }

    @Test
    void theMatrixShowsWhatWasDeclaredAndWhatWasNot() {
        Pipeline pipeline = pipeline(p -> p.within(ofSeconds(2)));
        pipeline.operation("price", String.class, String.class)
                .priority(Operation.Priority.CRITICAL)
                .remember(CacheFallback.of(String.class, String.class, key -> key))
                .fallbackBy("list price", (subject, cause) -> "1.00")
                .build();
        pipeline.operation("charge", String.class, String.class)
                .notIdempotent()
                .failureMode("the order stays in the outbox")
                .build();
        Operation<String, String> forgotten =
                pipeline.operation("find", String.class, String.class).build();
        Operation.firstOf(
                        "mail",
                        forgotten.via(s -> s).as("primary"),
                        forgotten.via(s -> s).as("secondary"))
                .within(ofSeconds(4))
                .priority(Operation.Priority.SHEDDABLE)
                .in(registry)
                .build();
        DegradationMatrix matrix = DegradationMatrix.of(registry);
        System.out.println(matrix);
        assertThat(matrix.gaps()).extracting(OperationInfo::name).containsExactly("find");
        assertThat(matrix.toString().lines().toList())
                .isEqualTo(List.of(
                        "operation  pipeline  priority   without its dependency",
                        "price      p         critical   stale up to 600s, then fallback:list price",
                        "charge     p         normal     fails: the order stays in the outbox",
                        "find       p         normal     NOTHING DECLARED (expected: remember(...), fallback(...)"
                                + " or failureMode(\"what the caller does\"))",
                        "mail       p, p      sheddable  fallback:secondary"));
        assertThat(forgotten.info().within()).hasValue(ofSeconds(2));
    }
}
