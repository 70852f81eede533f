package io.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventsTest {
    private record Opened(String policy, long generation) implements Event {
        @Override
        public Kind kind() {
            return Kind.TRANSITION;
        }
    }

    private record Refused(String policy) implements Event {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    private final FaultLog faults = new FaultLog("test");
    private final Events events = new Events(faults);
    private final List<Event> heard = new ArrayList<>();

    @Test
    void nobodyWantsAnythingAtFirst() {
        assertThat(events.wanted(Opened.class)).isFalse();
        events.publish(new Opened("p", 1));
        assertThat(events.subscriptions()).isZero();
    }

    @Test
    void aListenerGetsItsTypeAndSubtypesOnly() {
        events.subscribe(Opened.class, heard::add);
        assertThat(events.wanted(Refused.class)).isFalse();
        events.publish(new Refused("p"));
        events.publish(new Opened("p", 1));
        assertThat(heard).containsExactly(new Opened("p", 1));

        events.subscribe(Event.class, heard::add);
        assertThat(events.wanted(Refused.class)).isTrue();
        events.publish(new Refused("p"));
        assertThat(heard).contains(new Refused("p"));
    }

    @Test
    void aClosedSubscriptionHearsNothingAndClosingTwiceRemovesNobodyElse() {
        Subscription first = events.subscribe(Opened.class, heard::add);
        events.subscribe(Opened.class, heard::add);
        first.close();
        first.close();
        events.publish(new Opened("p", 1));
        assertThat(heard).hasSize(1);
        assertThat(events.subscriptions()).isEqualTo(1);
    }

    @Test
    void subscribedTwiceIsCalledTwice() {
        events.subscribe(Opened.class, heard::add);
        events.subscribe(Opened.class, heard::add);
        events.publish(new Opened("p", 1));
        assertThat(heard).hasSize(2);
    }

    @Test
    void aListenerThatThrowsAnythingDisturbsNobody() {
        events.subscribe(Opened.class, event -> {
            throw new OutOfMemoryError("not really");
        });
        events.subscribe(Opened.class, heard::add);
        events.publish(new Opened("p", 1));
        assertThat(heard).hasSize(1);
        assertThat(faults.count()).isEqualTo(1);
    }

    @Test
    void eventsOfAMachineArriveInTheOrderOfItsGenerations() {
        events.subscribe(Opened.class, heard::add);
        events.publishInOrder(2, new Opened("p", 2));
        assertThat(heard).as("1 has not been published yet").isEmpty();
        events.publishInOrder(3, new Opened("p", 3));
        events.publishInOrder(1, new Opened("p", 1));
        assertThat(heard).containsExactly(new Opened("p", 1), new Opened("p", 2), new Opened("p", 3));
    }

    @Test
    void anEventPublishedByAListenerIsDeliveredAfterTheOneThatCausedIt() {
        events.subscribe(Opened.class, event -> {
            if (event.generation() == 1) {
                events.publishInOrder(2, new Opened("p", 2));
            }
        });
        events.subscribe(Opened.class, heard::add);
        events.publishInOrder(1, new Opened("p", 1));
        assertThat(heard).containsExactly(new Opened("p", 1), new Opened("p", 2));
    }

    @Test
    void severalThreadsPublishInOrderAndLoseNothing() throws InterruptedException {
        int each = 20_000;
        List<Event> inOrder = Collections.synchronizedList(new ArrayList<>());
        events.subscribe(Opened.class, inOrder::add);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int offset = 1; offset <= 2; offset++) {
            int first = offset;
            Thread thread = new Thread(() -> {
                await(start);
                for (long i = 0; i < each; i++) {
                    long generation = first + 2 * i;
                    events.publishInOrder(generation, new Opened("p", generation));
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(inOrder).hasSize(2 * each);
        for (int i = 0; i < inOrder.size(); i++) {
            assertThat(((Opened) inOrder.get(i)).generation()).isEqualTo(i + 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
