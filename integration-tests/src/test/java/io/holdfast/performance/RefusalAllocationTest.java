package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.RejectedException;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the refusals of an open circuit allocate while time goes on, through two pipelines that share the breaker. */
class RefusalAllocationTest {
    private static final int TURNS = 20_000;

    /** Whatever a call returned or threw escapes to here, so that no optimisation can spare it. */
    static volatile @Nullable Object sink;

    private final VirtualTime time = VirtualTime.automatic();
    private final Registry registry = Registry.create();
    private final CircuitBreaker breaker = CircuitBreaker.consecutiveFailures(1)
            .openFor(Duration.ofHours(10))
            .create(new PolicySite("shared", time, Randomness.seeded(1)));
    private final Pipeline one =
            Pipeline.named("one").in(registry).time(time).with(breaker).build();
    private final Pipeline other =
            Pipeline.named("other").in(registry).time(time).with(breaker).build();

    @Test
    void nothingWhenTriedAndTheExceptionWhenThrown() {
        breaker.tryAcquire().failed(new IllegalStateException("down"));
        Runnable tried = () -> {
            sink = one.tryCall(() -> "no");
            sink = other.tryCall(() -> "no");
        };
        Runnable thrown = () -> {
            sink = refused(one);
            sink = refused(other);
        };
        bytesPerRefusal(tried);
        bytesPerRefusal(thrown);
        assertThat(bytesPerRefusal(tried)).isLessThan(1);
        assertThat(bytesPerRefusal(thrown)).isBetween(32.0, 64.0);
        assertThat(breaker.rejections()).isEqualTo(8L * TURNS);
    }

    private double bytesPerRefusal(Runnable two) {
        long bytes = 0;
        for (int i = 0; i < TURNS; i++) {
            bytes += Allocated.by(two);
            time.jump(Duration.ofMillis(1));
        }
        System.out.println("Bytes per refusal: " + bytes / (2.0 * TURNS));
        return bytes / (2.0 * TURNS);
    }

    private static Object refused(Pipeline pipeline) {
        try {
            return pipeline.call(() -> "no");
        } catch (RejectedException refused) {
            return refused;
        }
    }
}
