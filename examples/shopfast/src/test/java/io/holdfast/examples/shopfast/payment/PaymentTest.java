package io.holdfast.examples.shopfast.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.examples.shopfast.ledger.LedgerComparison;
import io.holdfast.examples.shopfast.stub.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client and stub over real loopback sockets, once for each way in which the stub behaves. */
@Timeout(30)
class PaymentTest {
    private static final Order ORDER = new Order("order-1", "customer-1", 1_999);

    private PaymentStub stub;
    private PaymentClient client;

    @BeforeEach
    void open() throws IOException {
        stub = new PaymentStub("stub");
        client = new PaymentClient("test", stub.uri());
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void chargesAnOrderOnceHoweverOftenItIsSent() throws Exception {
        Receipt first = client.charge(ORDER);
        Receipt second = client.charge(ORDER);

        assertThat(second).isEqualTo(first);
        assertThat(first.isDeferred()).isFalse();
        assertThat(stub.charged()).isEqualTo(1);
        assertThat(stub.duplicates()).isEqualTo(1);
        assertLedgersAgreeOn(2);
    }

    @Test
    void throwsWhatIsNotAReceipt() {
        stub.enter("errors", Fault.error(500));

        assertThatExceptionOfType(PaymentFailedException.class)
                .isThrownBy(() -> client.charge(ORDER))
                .satisfies(failure -> assertThat(failure.status()).isEqualTo(500));
        assertThat(stub.charged()).isZero();
        assertThat(stub.arrivals().during("errors")).isEqualTo(1);
        assertLedgersAgreeOn(1);
    }

    @Test
    void movesTheMoneyEvenIfTheAnswerIsLate() throws Exception {
        stub.enter("slow", Fault.slow(Duration.ofMillis(150)));

        long startNanos = System.nanoTime();
        client.charge(ORDER);

        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(150));
        assertThat(stub.charged()).isEqualTo(1);
        assertLedgersAgreeOn(1);
    }

    @Test
    void whatHangsHangsForGoodAndNewCallsAreServed() throws Exception {
        stub.enter("hang", Fault.hang());
        FutureTask<Throwable> call = new FutureTask<>(() -> catchThrowable(() -> client.charge(ORDER)));
        Thread caller = startOnThread(call);
        awaitFirstArrival();

        stub.enter("healthy", Fault.none());

        assertThat(client.charge(ORDER).isDeferred()).isFalse();
        assertThat(call.isDone()).isFalse();
        assertLedgersAgreeOn(2);
        caller.interrupt();
        assertThat(call.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void givesUpWhenInterruptedAndTheLedgersStillAgree() throws Exception {
        stub.enter("hang", Fault.hang());
        FutureTask<Throwable> call = new FutureTask<>(() -> catchThrowable(() -> client.charge(ORDER)));
        Thread caller = startOnThread(call);
        awaitFirstArrival();

        caller.interrupt();

        assertThat(call.get()).isInstanceOf(InterruptedException.class);
        assertLedgersAgreeOn(1);
    }

    private static Thread startOnThread(Runnable call) {
        Thread caller = new Thread(call, "caller");
        caller.setDaemon(true);
        caller.start();
        return caller;
    }

    private void awaitFirstArrival() throws InterruptedException {
        while (stub.arrivals().ledger().ids().isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("nothing arrived");
            }
            Thread.onSpinWait();
        }
    }

    private void assertLedgersAgreeOn(int attempts) {
        LedgerComparison comparison =
                LedgerComparison.of(client.sent(), stub.arrivals().ledger());
        assertThat(comparison.isEqual()).as(comparison.toString()).isTrue();
        assertThat(comparison.sent()).isEqualTo(attempts);
    }
}
