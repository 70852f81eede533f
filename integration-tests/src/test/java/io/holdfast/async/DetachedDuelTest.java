package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.CallInterruptedException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The caller is interrupted at the moment at which its detached work ends: the pool's thread keeps no interrupt of ours. */
class DetachedDuelTest {
    private static final int ROUNDS = 2_000;

    private volatile boolean ends;
    private volatile boolean begun;
    private volatile boolean returned;

    private String work() {
        begun = true;
        while (!ends) {
            Thread.onSpinWait();
        }
        return "value";
    }

    private static boolean interruptedNowOrSoon() {
        boolean interrupted = Thread.currentThread().isInterrupted();
        for (int i = 0; i < 50; i++) {
            Thread.onSpinWait();
        }
        return interrupted || Thread.interrupted();
    }

    @Test
    void stoppingAgainstTheEnd() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Bulkhead slots = Bulkhead.of(1).build("slots");
        Pipeline pipeline = Pipeline.named("p")
                .with(slots)
                .runOn(pool)
                .in(Registry.create())
                .build();
        Thread caller = Thread.currentThread();
        int left = 0;
        int values = 0;
        try (Duel duel = new Duel()) {
            for (int i = 0; i < ROUNDS; i++) {
                begun = false;
                ends = false;
                boolean[] value = new boolean[1];
                int pause = i % 400;
                int kind = i % 10;
                returned = false;
                duel.round(() -> value[0] = returns(pipeline), () -> {
                    while (!begun) {
                        Thread.onSpinWait();
                    }
                    if (pause % 2 == 0 && kind != 1) {
                        ends = true;
                    }
                    for (int n = 0; n < pause; n++) {
                        Thread.onSpinWait();
                    }
                    while (kind == 0 && !returned) {
                        Thread.onSpinWait(); // one of ten is certain to return
                    }
                    caller.interrupt();
                    while (kind == 1 && pipeline.abandoned() == 0) {
                        Thread.onSpinWait(); // and one to be stopped
                    }
                    ends = true;
                });
                values += value[0] ? 1 : 0;
                Future<Boolean> next = pool.submit(DetachedDuelTest::interruptedNowOrSoon);
                Thread.interrupted(); // the caller's own
                left += next.get() ? 1 : 0;
                assertThat(slots.available()).isEqualTo(1);
                assertThat(pipeline.abandoned()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
        System.out.println("detached: " + values + " returned, " + (ROUNDS - values) + " were interrupted");
        assertThat(left).as("interrupts left on the pool's thread").isZero();
        assertThat(values).isBetween(1, ROUNDS - 1);
    }

    private boolean returns(Pipeline pipeline) {
        try {
            pipeline.call(this::work);
            returned = true;
            return true;
        } catch (CallInterruptedException interrupted) {
            return false;
        }
    }
}
