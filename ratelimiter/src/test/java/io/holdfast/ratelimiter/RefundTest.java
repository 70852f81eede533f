package io.holdfast.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefundTest {
    private static final RateLimiterRecipe TEN = RateLimiter.permits(10).per(Duration.ofSeconds(1));

    @EveryClock
    void anUnusedPermitIsGivenBack(long clockStart) {
        Metered it = new Metered(TEN.burst(1), clockStart);
        long permit = it.ask();
        assertThat(it.limiter.available()).isZero();
        it.refund(permit);
        assertThat(it.limiter.available()).isEqualTo(1);
        assertThat(it.tried()).isEqualTo("A");
        assertThat(it.tried()).isEqualTo("d");
    }

    @Test
    void whatRanIsNotGivenBack() {
        Verdict[] ran = {Verdict.SUCCESS, Verdict.ERROR, Verdict.TIMEOUT, Verdict.CANCELLED, Verdict.REJECTED};
        for (Verdict verdict : ran) {
            Metered it = new Metered(TEN.burst(1), 0);
            it.limiter.settle(it.ask(), verdict, 0, 0);
            assertThat(it.limiter.available()).as(verdict.toString()).isZero();
        }
    }

    @Test
    void aPermitThatALaterOneWasComputedFromStaysTaken() {
        Metered it = new Metered(TEN.burst(2), 0);
        long first = it.ask();
        it.ask();
        it.refund(first);
        assertThat(it.limiter.available()).isZero();
    }

    @Test
    void permitsGivenBackLastFirstAllReturn() {
        Metered it = new Metered(TEN, 0);
        long first = it.ask();
        long second = it.ask();
        long third = it.ask();
        it.refund(third);
        it.refund(second);
        it.refund(first);
        assertThat(it.limiter.available()).isEqualTo(10);
    }

    @EveryClock
    void aReservationGivenBackFreesItsInstantForTheNext(long clockStart) {
        Metered it = new Metered(TEN.burst(1).maxWait(Duration.ofSeconds(1)), clockStart);
        it.ask();
        Ticket first = it.reserved();
        Ticket second = it.reserved();
        assertThat(first.readyAt() - clockStart).isEqualTo(100_000_000L);
        assertThat(second.readyAt() - clockStart).isEqualTo(200_000_000L);

        it.refund(second.answer());
        assertThat(it.reserved().readyAt() - clockStart).isEqualTo(200_000_000L);
    }

    @Test
    void aCancelledReservationInTheMiddleNeverShareItsInstantTwice() {
        Metered it = new Metered(TEN.burst(1).maxWait(Duration.ofSeconds(1)), 0);
        it.ask();
        it.reserved();
        Ticket middle = it.reserved();
        Ticket last = it.reserved();
        it.refund(middle.answer());
        assertThat(it.reserved().readyAt()).isGreaterThan(last.readyAt());
    }
}
