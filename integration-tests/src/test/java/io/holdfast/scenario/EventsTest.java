package io.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.event.Event;
import io.holdfast.event.Subscription;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Rejected;
import io.holdfast.spi.WouldHave;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventsTest {
    @RegisterExtension
    final Conservation on = new Conservation();

    private final Bulkhead bulkhead = on.bulkhead(Bulkhead.of(1));
    private final Pipeline pipeline = on.pipeline("p", builder -> builder.with(bulkhead));
    private final List<Rejected> heard = new ArrayList<>();
    private Permit held;

    @BeforeEach
    void fill() {
        held = bulkhead.tryAcquire();
    }

    @AfterEach
    void empty() {
        held.close();
    }

    private void refuseOne() {
        assertThat(pipeline.tryCall(() -> "no").succeeded()).isFalse();
    }

    @Test
    void aSubscriptionHearsUntilItIsClosed() {
        try (Subscription subscription = bulkhead.on(Rejected.class, heard::add)) {
            assertThat(subscription).isNotNull();
            refuseOne();
            refuseOne();
        }
        refuseOne();
        assertThat(heard).hasSize(2);
        assertThat(bulkhead.events().subscriptions()).isZero();
    }

    @Test
    void aListenerSubscribedTwiceHearsTwiceUntilOneIsClosed() {
        Consumer<Rejected> listener = heard::add;
        Subscription first = bulkhead.on(Rejected.class, listener);
        Subscription second = bulkhead.on(Rejected.class, listener);
        refuseOne();
        assertThat(heard).hasSize(2);

        first.close();
        first.close();
        refuseOne();
        assertThat(heard).as("closing one of them twice leaves the other").hasSize(3);
        second.close();
        refuseOne();
        assertThat(heard).hasSize(3);
    }

    @Test
    void eventsAreWantedOnlyWhileSomebodyListensToTheirType() {
        assertThat(bulkhead.events().wanted(Rejected.class)).isFalse();
        Subscription own = bulkhead.on(Rejected.class, heard::add);
        assertThat(bulkhead.events().wanted(Rejected.class)).isTrue();
        assertThat(bulkhead.events().wanted(WouldHave.class)).isFalse();
        own.close();
        assertThat(bulkhead.events().wanted(Rejected.class)).isFalse();

        try (Subscription all = bulkhead.on(Event.class, event -> {})) {
            assertThat(all).isNotNull();
            assertThat(bulkhead.events().wanted(WouldHave.class)).isTrue();
        }
    }

    @Test
    void aRefusalTellsWhoAndWhy() {
        bulkhead.on(Rejected.class, heard::add);
        refuseOne();
        assertThat(heard).singleElement().satisfies(event -> {
            assertThat(event.policy()).isEqualTo("bulkhead");
            assertThat(event.kind()).isEqualTo(Event.Kind.REJECTED);
            assertThat(event.refusal().pipeline()).isEqualTo("p");
        });
    }

    @Test
    void aListenerMayCloseItselfAndSubscribeOthersWhileItIsCalled() {
        Subscription[] own = new Subscription[1];
        own[0] = bulkhead.on(Rejected.class, event -> {
            heard.add(event);
            own[0].close();
            bulkhead.on(Rejected.class, heard::add);
        });
        refuseOne();
        assertThat(heard).hasSize(1);
        refuseOne();
        assertThat(heard).hasSize(2);
    }

    @Test
    void aListenerMayCallThroughThePipelineItListensTo() {
        bulkhead.on(Rejected.class, event -> {
            heard.add(event);
            if (heard.size() < 5) {
                refuseOne();
            }
        });
        refuseOne();
        assertThat(heard).hasSize(5);
    }
}
