package io.holdfast.examples.shopfast;

import io.holdfast.examples.shopfast.ledger.LedgerComparison;
import io.holdfast.examples.shopfast.load.Answer;
import io.holdfast.examples.shopfast.load.CallLog;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.load.Tally;
import io.holdfast.examples.shopfast.load.Workers;
import io.holdfast.examples.shopfast.payment.Checkout;
import io.holdfast.examples.shopfast.payment.Order;
import io.holdfast.examples.shopfast.payment.PaymentClient;
import io.holdfast.examples.shopfast.payment.PaymentStub;
import io.holdfast.examples.shopfast.report.PhaseFigures;
import io.holdfast.examples.shopfast.report.Recovery;
import io.holdfast.examples.shopfast.report.SideFigures;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** One of the two shops that are compared: a checkout with a payment stub, a client, threads and a log of its own. */
final class Side<C extends Checkout> implements AutoCloseable {
    private static final int CUSTOMERS = 500;
    private static final int CENTS = 1_999;

    private final String name;
    private final Schedule schedule;
    private final PaymentStub stub;
    private final PaymentClient client;
    private final C checkout;
    private final CallLog log;
    private final Workers workers;

    Side(String name, Schedule schedule, Function<PaymentClient, C> guard) throws IOException {
        this.name = name;
        this.schedule = schedule;
        stub = new PaymentStub(name + "-payment-stub");
        client = new PaymentClient(name, stub.uri());
        checkout = guard.apply(client);
        log = new CallLog(schedule.arrivals());
        workers = new Workers(name + "-customer");
    }

    C checkout() {
        return checkout;
    }

    /** The stub goes to the next phase of the script. */
    void begin(Phase phase) {
        stub.enter(phase.name(), phase.fault());
    }

    /** A customer comes and is served on a thread of their own. */
    void arrive(int arrival, long startNanos) {
        try {
            workers.run(() -> log.finish(arrival, serve(arrival), System.nanoTime() - startNanos));
        } catch (RejectedExecutionException noThreadLeft) {
            log.finish(arrival, Answer.FAILED, System.nanoTime() - startNanos);
        }
    }

    Tally tally(int first, int end) {
        return log.tally(first, end);
    }

    /** Whoever still waits has failed. */
    void giveUp(long nowNanos) {
        log.giveUp(nowNanos);
    }

    SideFigures figures(Phase recoveryPhase) {
        var phases = schedule.phases().stream()
                .filter(Phase::isMeasured)
                .map(phase -> PhaseFigures.of(phase, schedule, log, stub.arrivals()))
                .toList();
        return new SideFigures(
                name,
                phases,
                Recovery.in(recoveryPhase, schedule, log),
                LedgerComparison.of(client.sent(), stub.arrivals().ledger()),
                stub.charged(),
                stub.duplicates(),
                workers.mostThreads());
    }

    @Override
    public void close() {
        workers.close();
        stub.close();
    }

    private Answer serve(int arrival) {
        Order order = new Order("order-" + arrival, "customer-" + arrival % CUSTOMERS, CENTS);
        try {
            return checkout.pay(order).isDeferred() ? Answer.DEGRADED : Answer.REAL;
        } catch (Exception nothingForTheCustomer) {
            return Answer.FAILED;
        }
    }
}
