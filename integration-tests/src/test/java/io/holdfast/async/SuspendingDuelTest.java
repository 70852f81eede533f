package io.holdfast.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.spi.Permit;
import io.holdfast.spi.PolicySite;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** What a call is about to wait for comes at the moment at which it begins to wait: it is not missed. */
class SuspendingDuelTest {
    private static final int ROUNDS = 30_000;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final VirtualTime time = VirtualTime.manual();
    private final Bulkhead slots =
            Bulkhead.of(1).queue(1, Duration.ofSeconds(5)).create(new PolicySite("slots", time, Randomness.seeded(1)));
    private final Pipeline pipeline = Pipeline.named("p")
            .with(slots)
            .continueOn(tasks::add)
            .time(time)
            .in(Registry.create())
            .build();
    private final Duel duel = new Duel();
    private volatile CompletableFuture<String> call = CompletableFuture.completedFuture("none");

    @AfterEach
    void end() {
        duel.close();
    }

    private void begin(CompletableFuture<String> source) {
        call = pipeline.callAsync(() -> source);
    }

    private boolean runTasks() {
        boolean any = false;
        for (Runnable task; (task = tasks.poll()) != null; any = true) {
            task.run();
        }
        return any;
    }

    private void isOver(int round) {
        assertThat(call.isDone()).as("call %s is over", round).isTrue();
        assertThat(slots.available()).isEqualTo(1);
        assertThat(pipeline.inFlight()).isEmpty();
    }

    @RepeatedTest(3)
    void grant() {
        CompletableFuture<String> done = CompletableFuture.completedFuture("value");
        for (int i = 0; i < ROUNDS; i++) {
            Permit held = slots.tryAcquire();
            duel.round(() -> begin(done), held::close);
            duel.won(runTasks());
            isOver(i);
        }
    }

    @RepeatedTest(3)
    void arrival() {
        for (int i = 0; i < ROUNDS; i++) {
            CompletableFuture<String> source = new CompletableFuture<>();
            boolean[] late = new boolean[1];
            duel.round(
                    () -> {
                        begin(source);
                        late[0] = !call.isDone();
                    },
                    () -> source.complete("value"));
            duel.won(late[0]);
            isOver(i);
        }
    }

    @RepeatedTest(3)
    void cancel() {
        for (int i = 0; i < ROUNDS; i++) {
            Permit held = slots.tryAcquire();
            CompletableFuture<String> source = new CompletableFuture<>();
            begin(source);
            held.close();
            CompletableFuture<String> mine = call;
            duel.round(this::runTasks, () -> mine.cancel(true));
            runTasks();
            duel.won(source.isDone());
            isOver(i);
        }
    }
}
