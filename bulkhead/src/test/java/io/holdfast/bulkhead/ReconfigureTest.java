package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings change while calls run; nobody is waited for and nothing is lost. */
class ReconfigureTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Line line = new Line(Bulkhead.of(2).queue(5, SECOND));

    @Test
    void morePermitsServeWaitersAtOnceAndInOrder() {
        line.ask();
        line.ask();
        List<Ticket> waiters = List.of(line.joined(), line.joined(), line.joined());
        line.bulkhead.reconfigure(line.bulkhead.settings().withPermits(4));
        assertThat(waiters).extracting(Ticket::granted).containsExactly(true, true, false);
        assertThat(line.bulkhead.inUse()).isEqualTo(4);
        assertThat(line.bulkhead.waiting()).isEqualTo(1);
    }

    @Test
    void fewerPermitsDrainAsCallsEnd() {
        line.bulkhead.reconfigure(BulkheadSettings.of(3));
        line.ask();
        line.ask();
        line.ask();
        line.bulkhead.reconfigure(BulkheadSettings.of(1));
        assertThat(line.bulkhead.view()).returns(3, BulkheadView::inUse).returns(1, BulkheadView::permits);
        assertThat(line.bulkhead.available()).isZero();
        for (int held = 3; held > 0; held--) {
            assertThat(Refusal.kind(line.ask())).isEqualTo(RejectionKind.CONCURRENCY_FULL);
            line.giveBack();
        }
        assertThat(line.ask()).isNotNegative();
        assertThat(line.bulkhead.inUse()).isEqualTo(1);
    }

    @Test
    void whoWaitsWhenTheLimitFallsIsServedWhenTheExcessHasDrained() {
        line.ask();
        line.ask();
        Ticket waiter = line.joined();
        line.bulkhead.reconfigure(line.bulkhead.settings().withPermits(1));
        line.giveBack();
        assertThat(waiter.granted()).isFalse();
        line.giveBack();
        assertThat(waiter.granted()).isTrue();
    }

    @Test
    void whoWaitsWhenTheQueueIsTakenAwayGoesOnWaiting() {
        line.ask();
        line.ask();
        Ticket waiter = line.joined();
        line.bulkhead.reconfigure(BulkheadSettings.of(2));
        assertThat(Refusal.kind(line.ask())).isEqualTo(RejectionKind.CONCURRENCY_FULL);
        line.giveBack();
        assertThat(waiter.granted()).isTrue();
    }

    @Test
    void eachChangeIsAnnouncedOnce() {
        List<BulkheadReconfigured> seen = new ArrayList<>();
        line.bulkhead.on(BulkheadReconfigured.class, seen::add);
        BulkheadSettings before = line.bulkhead.settings();
        BulkheadSettings after = before.with(Map.of("permits", "9", "maxWait", "250ms"));
        line.bulkhead.reconfigure(after);
        line.bulkhead.reconfigure(after);
        assertThat(seen).containsExactly(new BulkheadReconfigured("b", "", before, after));
        assertThat(line.bulkhead.settings()).isEqualTo(after);
        assertThat(line.bulkhead.available()).isEqualTo(9);
    }

    @Test
    void settingsAsTextReadBack() {
        BulkheadSettings settings = BulkheadSettings.of(50).withQueue(10, SECOND);
        assertThat(settings.options())
                .containsExactly(
                        Map.entry("permits", "50"),
                        Map.entry("maxWaiting", "10"),
                        Map.entry("maxWait", "1s"),
                        Map.entry("suspectAfter", "300s"));
        assertThat(BulkheadSettings.of(1).with(settings.options())).isEqualTo(settings);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("permit", "5")))
                .withMessageContaining("did you mean 'permits'?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.with(Map.of("permits", "0")))
                .withMessage("permits: 0 (expected: >= 1 and <= 1000000)");
    }

    @Test
    void fromOneEndOfTheRangeToTheOtherAndBack() {
        for (int permits : new int[] {1_000_000, 1, 1_000_000, 7}) {
            line.bulkhead.reconfigure(BulkheadSettings.of(permits));
            assertThat(line.bulkhead.available()).isEqualTo(permits);
            assertThat(line.bulkhead.inUse()).isZero();
        }
    }

    @Test
    void twoThreadsThatReconfigureLeaveTheSettingsOfOneInForce() throws Exception {
        Bulkhead shared = new Line(Bulkhead.of(1)).bulkhead;
        Together.act(
                10_000,
                round -> shared.reconfigure(BulkheadSettings.of(1 + (round & 7))),
                round -> shared.reconfigure(BulkheadSettings.of(11 + (round & 7))));
        assertThat(shared.available()).isEqualTo(shared.settings().permits());
        assertThat(shared.inUse()).isZero();
    }
}
