package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Operation;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.Outcome;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Rejected;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CompartmentsTest {
    private enum Caller {
        CHECKOUT,
        ADMIN
    }

    private static final Compartments.Recipe SHOP =
            Compartments.of("checkout", 50).and("catalogue", 30).and("admin", 10);

    private final VirtualTime time = VirtualTime.automatic();

    private Compartments make(Compartments.Recipe recipe) {
        return recipe.create(new PolicySite("shop", time, Randomness.seeded(1)));
    }

    private Pipeline pipeline(Compartments compartments) {
        return Pipeline.named("p")
                .time(time)
                .in(Registry.create())
                .with(compartments)
                .build();
    }

    private static List<Permit> fill(Compartments compartments, Object callerClass) {
        List<Permit> permits = new ArrayList<>();
        Permit next = compartments.tryAcquire(callerClass);
        while (next.granted()) {
            permits.add(next);
            next = compartments.tryAcquire(callerClass);
        }
        return permits;
    }

    @Test
    void noClassTakesThePermitsOfAnother() {
        Compartments shop = make(SHOP);
        assertThat(fill(shop, "admin")).hasSize(10);
        assertThat(fill(shop, "checkout")).hasSize(50);
        assertThat(fill(shop, "catalogue")).hasSize(30);
        assertThat(shop.view().compartments()).extracting(BulkheadView::inUse).containsExactly(50, 30, 10);
    }

    @Test
    void everyPermitComesBackToItsCompartment() {
        Compartments shop = make(SHOP);
        List<Permit> admin = fill(shop, "admin");
        List<Permit> checkout = fill(shop, "checkout");
        admin.forEach(Permit::close);
        assertThat(shop.view().compartment("admin").orElseThrow().inUse()).isZero();
        assertThat(shop.view().compartment("checkout").orElseThrow().inUse()).isEqualTo(50);
        checkout.forEach(Permit::succeeded);
        assertThat(shop.view().compartments()).extracting(BulkheadView::inUse).containsExactly(0, 0, 0);
    }

    @Test
    void aRefusalSaysWhichCompartment() {
        Compartments shop = make(SHOP);
        List<Rejected> seen = new ArrayList<>();
        shop.on(Rejected.class, seen::add);
        fill(shop, "admin");
        time.advance(Duration.ofSeconds(3));
        Outcome<Object> refused = pipeline(shop)
                .operation("report", String.class, Object.class)
                .build()
                .tryCall("admin", who -> 1);
        assertThat(refused.reason())
                .isEqualTo("rejected by 'shop': all permits are in use, compartment 'admin', 10 of 10 in use, "
                        + "0 of 0 waiting, oldest permit held for at least 3s");
        assertThat(seen).hasSize(2).allMatch(each -> each.policy().equals("shop"));
        assertThat(shop.rejections()).isEqualTo(2);
    }

    @Test
    void whoWaitedInVainReadsWhichCompartmentToo() {
        Compartments shop = make(Compartments.of("admin", BulkheadSettings.of(1).withQueue(1, Duration.ofSeconds(2))));
        Permit stuck = shop.tryAcquire("admin");
        Pipeline pipeline = pipeline(shop);
        String said = "no permit became free in time, compartment 'admin', 1 of 1 in use, 0 of 1 waiting, "
                + "oldest permit held for at least ";
        assertThatThrownBy(() -> pipeline.callWith("admin", who -> 1)).hasMessageContaining(said + "2s");
        CompletableFuture<Integer> later = pipeline.operation("report", String.class, Integer.class)
                .build()
                .callAsync("admin", who -> CompletableFuture.completedFuture(1));
        time.advance(Duration.ofSeconds(2));
        assertThatThrownBy(later::join).hasMessageContaining(said + "4s");
        stuck.close();
        assertThat(shop.view().compartment("admin").orElseThrow())
                .returns(0, BulkheadView::inUse)
                .returns(0, BulkheadView::waiting);
    }

    @Test
    void theKeyOfTheOperationTellsTheClass() {
        Compartments shop = make(Compartments.of("ADMIN", 1).and("CHECKOUT", 1));
        Operation<Integer, String> operation = pipeline(shop)
                .operation("page", Integer.class, String.class)
                .key(number -> number < 10 ? Caller.ADMIN : Caller.CHECKOUT)
                .build();
        fill(shop, Caller.ADMIN);
        assertThat(operation.tryCall(5, n -> "x").succeeded()).isFalse();
        assertThat(operation.call(50, n -> "x")).isEqualTo("x");
    }

    @Test
    void aCallWithoutASubjectIsAClearError() {
        Compartments shop = make(SHOP);
        Pipeline pipeline = pipeline(shop);
        String said =
                "'shop': a call without a subject belongs to no compartment (expected: an operation with a key, or"
                        + " callWith(callerClass, work))";
        assertThatThrownBy(() -> pipeline.call(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(said);
        assertThatThrownBy(() -> pipeline.callAsync(() -> CompletableFuture.completedFuture(1))
                        .join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining(said);
        assertThatThrownBy(shop::tryAcquire).hasMessage(said);
    }

    @Test
    void anUndeclaredClassIsAClearErrorUnlessThereMayBeOthers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline(make(SHOP)).callWith("agents", who -> 1))
                .withMessage("'shop': no compartment for 'agents' (expected: one of [checkout, catalogue, admin],"
                        + " or others(...) declared)");
        Compartments open = make(SHOP.others(BulkheadSettings.of(2), 10));
        assertThat(fill(open, "agent 7")).hasSize(2);
        assertThat(fill(open, "agent 8")).hasSize(2);
        assertThat(open.view().compartments()).hasSize(5);
    }

    @Test
    void onlyAnIdleCompartmentGivesWayAndNothingIsLost() {
        Compartments shop = make(Compartments.of("checkout", 1).others(BulkheadSettings.of(2), 3));
        Permit a = shop.tryAcquire("a");
        Permit b = shop.tryAcquire("b");
        Permit c = shop.tryAcquire("c");
        Permit d = shop.tryAcquire("d");
        assertThat(d.refusal().orElseThrow().kind()).isEqualTo(RejectionKind.TOO_MANY_KEYS);
        assertThat(d.refusal().orElseThrow().reason())
                .isEqualTo("rejected by 'shop': too many keys are in use, 3 of 3 other compartments in use");
        b.close();
        Permit e = shop.tryAcquire("e");
        assertThat(e.granted()).isTrue();
        assertThat(fill(shop, "a")).as("still knows of the one that is held").hasSize(1);
        assertThat(shop.tryAcquire("b").granted()).as("no place is idle").isFalse();
        a.close();
        c.close();
        e.close();
        assertThat(fill(shop, "b")).hasSize(2);
    }

    @Test
    void manyClassesOneAfterTheOtherNeedFewPlaces() {
        Compartments shop = make(Compartments.of("checkout", 1).others(BulkheadSettings.of(1), 4));
        for (int i = 0; i < 10_000; i++) {
            try (Permit permit = shop.tryAcquire("agent " + i)) {
                assertThat(permit.granted()).isTrue();
            }
        }
        assertThat(shop.view().compartments()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void settingsChangeInsideOfTheCompartments() {
        Compartments shop = make(SHOP.others(BulkheadSettings.of(2), 10));
        shop.tryAcquire("agent");
        shop.reconfigure(shop.settings()
                .with(Map.of(
                        "admin.permits", "3", "*.permits", "4", "checkout.maxWaiting", "5", "checkout.maxWait", "1s")));
        assertThat(fill(shop, "admin")).hasSize(3);
        assertThat(fill(shop, "agent")).hasSize(3);
        assertThat(fill(shop, "other agent")).hasSize(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shop.reconfigure(SHOP.settings()))
                .withMessageContaining("on a live policy only what is inside of them can be changed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shop.settings().with(Map.of("amin.permits", "3")))
                .withMessageContaining("did you mean 'admin.permits'?");
        assertThat(SHOP.settings().with(SHOP.settings().options())).isEqualTo(SHOP.settings());
    }

    @Test
    void badDeclarationsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHOP.and("admin", 5))
                .withMessageContaining("each caller class once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compartments.of("", 5))
                .withMessageStartingWith("compartment:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SHOP.others(BulkheadSettings.of(1), 0))
                .withMessageStartingWith("maxOthers: 0");
    }
}
