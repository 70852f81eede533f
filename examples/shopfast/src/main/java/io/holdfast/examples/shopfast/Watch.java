package io.holdfast.examples.shopfast;

import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.report.ProgressLine;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells whoever watches how the run stands: a line per second, and a heading where a phase begins. Prints on a thread
 * of its own.
 */
final class Watch implements AutoCloseable {
    private final PrintStream out;
    private final Schedule schedule;
    private final Side<?> bare;
    private final Side<?> guarded;
    private final Supplier<String> breaker;
    private final ScheduledExecutorService printer = Executors.newSingleThreadScheduledExecutor(Watch::daemon);
    private volatile Phase phase;
    private volatile int arrived;

    Watch(PrintStream out, Schedule schedule, Side<?> bare, Side<?> guarded, Supplier<String> breaker) {
        this.out = out;
        this.schedule = schedule;
        this.bare = bare;
        this.guarded = guarded;
        this.breaker = breaker;
        this.phase = schedule.phases().get(0);
    }

    void start(long startNanos) {
        out.println(ProgressLine.heading());
        printer.scheduleAtFixedRate(() -> print(startNanos), 1, 1, TimeUnit.SECONDS);
    }

    void begin(Phase next) {
        phase = next;
        printer.execute(() -> out.println("-- " + next.name() + ": " + next.story()));
    }

    void arrive(int arrival) {
        arrived = arrival + 1;
    }

    @Override
    public void close() {
        printer.shutdownNow();
    }

    private void print(long startNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
        int first = firstMeasured();
        int end = Math.max(first, arrived);
        out.println(ProgressLine.of(
                seconds, phase.name(), bare.tally(first, end), guarded.tally(first, end), breaker.get()));
    }

    private int firstMeasured() {
        return schedule.phases().stream()
                .filter(Phase::isMeasured)
                .mapToInt(schedule::firstOf)
                .findFirst()
                .orElse(0);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    }
}
