package io.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.spi.ContextCarrier.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is there to be closed
class ContextCarrierTest {
    private final ThreadLocal<String> tenant = new ThreadLocal<>();
    private final ContextCarrier tenants = () -> {
        String captured = tenant.get();
        return () -> {
            String before = tenant.get();
            tenant.set(captured);
            return () -> tenant.set(before);
        };
    };

    @Test
    void restoresOnAnotherThreadAndPutsBackWhatWasThere() {
        tenant.set("ann");
        ContextCarrier.Snapshot snapshot = tenants.capture();
        tenant.set("later");
        List<String> seen = CompletableFuture.supplyAsync(() -> {
                    List<String> there = new ArrayList<>();
                    tenant.set("theirs");
                    try (Scope scope = snapshot.restore()) {
                        there.add(tenant.get());
                    }
                    there.add(tenant.get());
                    return there;
                })
                .join();
        assertThat(seen).containsExactly("ann", "theirs");
        assertThat(tenant.get()).isEqualTo("later");
    }

    @Test
    void severalAreRestoredInOrderAndTakenOffInReverse() {
        List<String> log = new ArrayList<>();
        try (Scope scope = ContextCarrier.all(List.of(logging("a", log), logging("b", log)))
                .capture()
                .restore()) {
            log.add("work");
        }
        assertThat(log).containsExactly("+a", "+b", "work", "-b", "-a");
    }

    @Test
    void oneThatFailsToRestoreTakesTheOthersOffAgain() {
        List<String> log = new ArrayList<>();
        ContextCarrier broken = () -> () -> {
            throw new IllegalStateException("broken");
        };
        ContextCarrier.Snapshot both =
                ContextCarrier.all(List.of(logging("a", log), broken)).capture();
        assertThatThrownBy(both::restore).hasMessage("broken");
        assertThat(log).containsExactly("+a", "-a");
    }

    @Test
    void oneThatFailsToCloseDoesNotKeepTheOthersOpen() {
        List<String> log = new ArrayList<>();
        ContextCarrier broken = () -> () -> () -> {
            throw new IllegalStateException("broken");
        };
        Scope both =
                ContextCarrier.all(List.of(logging("a", log), broken)).capture().restore();
        assertThatThrownBy(both::close).hasMessage("broken");
        assertThat(log).containsExactly("+a", "-a");
    }

    @Test
    void theLoggingContextIsCarriedWhetherOrNotTheBindingKeepsOne() {
        try (Scope scope = ContextCarrier.mdc().capture().restore()) {
            assertThat(scope).isNotNull();
        }
    }

    private static ContextCarrier logging(String name, List<String> log) {
        return () -> () -> {
            log.add("+" + name);
            return () -> log.add("-" + name);
        };
    }
}
