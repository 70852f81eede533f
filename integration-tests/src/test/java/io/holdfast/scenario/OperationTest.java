package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Operation;
import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.call.TimedOutException;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Gate;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperationTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Pipeline retrying = on.pipeline(
            "pay",
            builder -> builder.within(Duration.ofSeconds(10))
                    .with(Retry.constant(Duration.ofSeconds(1)).attempts(3).jitterPercent(0)));
    private final Pipeline plain = on.pipeline("plain", builder -> builder);
    private int ran;

    private OperationBuilder<String, String> charge() {
        return retrying.operation("charge", String.class, String.class);
    }

    private String failing(String subject) throws IOException {
        ran++;
        throw new IOException("down for " + subject);
    }

    /** Remembers the subjects it was asked about. */
    private static final class Keyed extends Gate {
        final List<Object> asked = new ArrayList<>();

        Keyed(PolicySite site) {
            super(site.name(), site.time());
        }

        @Override
        public Role role() {
            return Role.THROTTLE;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            asked.add(subject);
            return FREE;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    @Test
    void undeclaredIdempotencyIsRefusedWhenThePipelineRetries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> charge().build())
                .withMessage("operation 'charge': pipeline 'pay' repeats failed attempts"
                        + " (expected: idempotent(), idempotencyKey(...) or notIdempotent()) [HF008]");
        assertThat(plain.operation("find", String.class, String.class).build().name())
                .isEqualTo("find");
    }

    @Test
    void whatIsNotIdempotentIsNeverRetried() {
        Operation<String, String> charge = charge().notIdempotent().build();
        assertThatThrownBy(() -> charge.call("order", this::failing)).hasMessage("down for order");
        assertThat(charge.tryCall("order", this::failing).succeeded()).isFalse();
        assertThat(ran).isEqualTo(2);
        assertThat(on.time.nanos()).isZero();
    }

    @Test
    void whatIsIdempotentIsRetried() {
        Operation<String, String> charge = charge().idempotent().build();
        assertThatThrownBy(() -> charge.call("order", this::failing)).hasMessage("down for order");
        assertThat(ran).isEqualTo(3);
    }

    @Test
    void theIdempotencyKeyIsTheSameInAllAttemptsEvenIfTheFunctionIsNot() {
        AtomicInteger keys = new AtomicInteger();
        Operation<String, String> charge = charge().idempotencyKey(order -> order + "-" + keys.incrementAndGet())
                .build();
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(() -> charge.callAware("order", (order, call) -> {
            seen.add(call.idempotencyKey().orElseThrow());
            assertThat(call.operation()).isEqualTo("charge");
            return failing(order);
        }));
        assertThat(seen).containsExactly("order-1", "order-1", "order-1");

        assertThatThrownBy(() -> charge.callAware("order", (order, call) -> {
            seen.add(call.idempotencyKey().orElseThrow());
            return failing(order);
        }));
        assertThat(seen.get(3)).as("another call").isEqualTo("order-2");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> charge().idempotent().notIdempotent())
                .withMessage("operation 'charge': declared both idempotent and notIdempotent (expected: one of them)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> charge().notIdempotent().idempotencyKey(order -> order));
        assertThat(charge().idempotent().idempotencyKey(order -> order).build()).isNotNull();
    }

    @Test
    void badOptionsAreRefusedWithNameValueAndRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> retrying.operation(" ", String.class, String.class))
                .withMessageStartingWith("operation:   (expected: 1 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> charge().within(Duration.ofSeconds(10).plusNanos(1)))
                .withMessage("within: PT10.000000001S (expected: at most the pipeline's PT10S)");
        assertThatIllegalArgumentException().isThrownBy(() -> charge().within(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> charge().within(null));
        assertThatIllegalArgumentException().isThrownBy(() -> charge().key(null));
        assertThatIllegalArgumentException().isThrownBy(() -> charge().idempotencyKey(null));
        assertThatIllegalArgumentException().isThrownBy(() -> charge().priority(null));
        assertThatIllegalArgumentException().isThrownBy(() -> charge().fallbackBy(null));
    }

    @Test
    void aTighterLimitHoldsForTheWholeCall() {
        Operation<String, String> charge =
                charge().idempotent().within(Duration.ofSeconds(3)).build();
        assertThatThrownBy(() -> charge.call("order", order -> {
                    on.time.sleep(Duration.ofMinutes(1));
                    return order;
                }))
                .isInstanceOfSatisfying(
                        TimedOutException.class, cut -> assertThat(cut.limit()).isEqualTo(Duration.ofSeconds(3)));
        assertThat(on.time.nanos()).isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void anOperationMayLimitAPipelineThatHasNoLimit() {
        Operation<String, String> find = plain.operation("find", String.class, String.class)
                .within(Duration.ofSeconds(1))
                .build();
        assertThatThrownBy(() -> find.call("x", subject -> {
                    on.time.sleep(Duration.ofMinutes(1));
                    return subject;
                }))
                .isInstanceOf(TimedOutException.class);
    }

    @Test
    void aKeyedGateSeesTheKeyElseTheSubjectElseThatThereIsNone() {
        Keyed gate = new Keyed(on.site("keyed"));
        Pipeline pipeline = on.pipeline("p", builder -> builder.with(gate));
        Operation<String, String> keyed = pipeline.operation("keyed", String.class, String.class)
                .key(String::length)
                .build();
        keyed.call("four", subject -> subject);
        pipeline.operation("unkeyed", String.class, String.class).build().call("five5", subject -> subject);
        pipeline.callWith("six", subject -> subject);
        pipeline.call(() -> "no subject");
        keyed.call(null, subject -> subject);
        assertThat(gate.asked).containsExactly(4, "five5", "six", Gate.NO_SUBJECT, null);
    }

    @Test
    void operationsOfOnePipelineShareItsPolicies() {
        Pipeline pipeline =
                on.pipeline("p", builder -> builder.with(RateLimiter.permits(1).per(Duration.ofSeconds(1))));
        var first = pipeline.operation("first", String.class, String.class).build();
        var second = pipeline.operation("second", String.class, String.class)
                .priority(Operation.Priority.CRITICAL)
                .build();
        assertThat(second.priority()).isEqualTo(Operation.Priority.CRITICAL);
        assertThat(first.priority()).isEqualTo(Operation.Priority.NORMAL);
        assertThat(first.tryCall("s", subject -> subject).succeeded()).isTrue();
        assertThat(second.tryCall("s", subject -> subject).succeeded()).isFalse();
    }
}
