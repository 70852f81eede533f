package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.spi.ContextCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Work that ends after its call, on a thread that knows nothing of it. */
class LateContextTest {
    private static final class Tenant implements ContextCarrier {
        String current = "caller";

        @Override
        public Snapshot capture() {
            String captured = current;
            return () -> {
                String before = current;
                current = captured;
                return () -> current = before;
            };
        }
    }

    @Test
    void theDiscardHookSeesTheContextOfTheCall() {
        Tenant tenant = new Tenant();
        List<String> seen = new ArrayList<>();
        Pipeline pipeline = Pipeline.named("p")
                .carry(tenant)
                .onDiscard(result -> seen.add(result + " of " + tenant.current))
                .in(Registry.create())
                .build();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> call = pipeline.callAsync(source::minimalCompletionStage);
        call.cancel(true);
        assertThat(source).isNotDone();
        assertThat(pipeline.abandoned()).isEqualTo(1);
        tenant.current = "somebody else";
        source.complete("late");
        assertThat(seen).containsExactly("late of caller");
        assertThat(tenant.current).isEqualTo("somebody else");
        assertThat(pipeline.abandoned()).isZero();
    }
}
