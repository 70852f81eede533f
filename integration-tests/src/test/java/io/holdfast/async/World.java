package io.holdfast.async;

import io.holdfast.OperationBuilder;
import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.call.InFlight;
import io.holdfast.call.LimitMode;
import io.holdfast.event.Event;
import io.holdfast.spi.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One call in which every step is numbered, so that a disturbance can come at exactly one of them. */
final class World {
    /** What an executor does with a task. */
    enum Executing {
        LATER,
        REJECTS,
        ON_THE_SPOT
    }

    static final Duration WITHIN = Duration.ofSeconds(60);
    static final Duration ATTEMPT = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(5);
    static final Duration RESERVED = Duration.ofSeconds(2);
    static final Duration BACK_OFF = Duration.ofSeconds(1);
    static final Object GOOD = "good";
    static final Object BAD = "bad";
    static final Object FALLBACK = "fallback";
    private static final int MOST_STEPS = 200;
    private static final int MOST_TURNS = 20_000_000;

    final CutTime time = new CutTime(this);
    final Plot plot;
    private final Disturbance disturbance;
    private final int cutAt;
    private final Disturbance second;
    private final int secondAt;
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<WorkStage> stages = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<BookGate> gates = new ArrayList<>();
    final Pipeline pipeline;
    volatile CompletableFuture<Object> call;
    volatile Executing executor = Executing.LATER;
    volatile boolean classifierThrows;
    volatile boolean won;
    volatile Point cut;
    volatile Throwable thrown;
    private volatile boolean begun;

    World(Plot plot, Disturbance disturbance, int cutAt) {
        this(plot, disturbance, cutAt, Disturbance.NONE, -1);
    }

    World(Plot plot, Disturbance disturbance, int cutAt, Disturbance second, int secondAt) {
        this.plot = plot;
        this.disturbance = disturbance;
        this.cutAt = cutAt;
        this.second = second;
        this.secondAt = secondAt;
        PipelineBuilder builder = Pipeline.named("p")
                .within(WITHIN)
                .allowOrder("every kind of policy at every place")
                .classify(CutPolicies.classifier(this, plot.script() == Plot.Script.BAD_RESULT))
                .onDiscard(value -> reach(Point.DISCARD))
                .continueOn(this::execute)
                .time(time)
                .in(Registry.create());
        for (int i = 0; i < plot.chain().length(); i++) {
            builder.with(policy(plot.chain().charAt(i), i));
        }
        if (plot.form() == Plot.Form.CARRIED) {
            builder.carry(CutPolicies.carrier(this));
        }
        pipeline = builder.build();
    }

    private Policy policy(char kind, int position) {
        String name = kind + "-" + position;
        if (kind == 'r') {
            return new CutPolicies.Again(this, name);
        } else if (kind == 'l' || kind == 'c') {
            return new CutPolicies.PerAttempt(this, name, kind == 'l' ? LimitMode.INTERRUPT : LimitMode.COOPERATIVE);
        }
        BookGate gate = new BookGate(this, name, plot.answerAt(position), kind == 'h');
        gates.add(gate);
        return gate;
    }

    private void execute(Runnable task) {
        switch (executor) {
            case LATER -> tasks.add(task);
            case ON_THE_SPOT -> task.run();
            case REJECTS -> throw new RejectedExecutionException("test");
        }
    }

    /** The driver, or the call, has come to a point. */
    void reach(Point point) {
        int step = begun ? steps.getAndIncrement() : -1;
        Disturbance now = step < 0
                ? Disturbance.NONE
                : step == cutAt ? disturbance : step == secondAt ? second : Disturbance.NONE;
        if (now != Disturbance.NONE && point.excuse(now) == null && !(now.needsFuture() && call == null)) {
            cut = point;
            thrown = now.happen(this);
            if (thrown != null) {
                Sneaky.<RuntimeException>sneak(thrown);
            }
        }
    }

    void expect(boolean holds, String otherwise) {
        if (!holds) {
            complaints.add(otherwise);
        }
    }

    void listenersThrow() {
        for (Policy policy : pipeline.info().policies()) {
            policy.on(
                    Event.class, event -> Sneaky.<RuntimeException>sneak(new AssertionError("a listener of the test")));
        }
        pipeline.on(Event.class, event -> Sneaky.<RuntimeException>sneak(new AssertionError("a listener of the test")));
        if (call != null) {
            call.whenComplete(
                    (value, failure) -> Sneaky.<RuntimeException>sneak(new AssertionError("a dependent of the test")));
        }
    }

    private CompletionStage<Object> start() throws IOException {
        int attempt = attempts.incrementAndGet();
        WorkStage stage = new WorkStage(this, attempt, plot.script() == Plot.Script.STUBBORN && attempt == 1);
        gates.forEach(gate -> gate.starts(stage));
        boolean started = false;
        try {
            reach(Point.STARTER);
            if (plot.script() == Plot.Script.AT_ONCE && attempt == 1) {
                throw new IOException("one");
            }
            started = plot.script() != Plot.Script.AT_ONCE;
        } finally {
            if (!started) {
                stage.ends(GOOD); // over at once
            }
        }
        if (started) {
            stages.add(stage);
        }
        return started ? stage : CompletableFuture.completedFuture(GOOD);
    }

    /** Makes the call, and everything that happens to it. */
    void play() {
        begun = true;
        call = begin();
        for (int step = 0; !call.isDone(); step++) {
            if (step == (mayHaveOtherThreads() ? MOST_TURNS : MOST_STEPS)) {
                throw new AssertionError("the call hangs: " + pipeline.inFlight());
            }
            runTasks();
            if (!call.isDone()) {
                goOn();
            }
        }
        runTasks();
    }

    private CompletableFuture<Object> begin() {
        if (plot.form() == Plot.Form.PLAIN || plot.form() == Plot.Form.CARRIED) {
            return pipeline.callAsync(this::start);
        }
        OperationBuilder<Object, Object> operation = pipeline.operation("o", Object.class, Object.class)
                .idempotent()
                .key(subject -> {
                    reach(Point.KEY);
                    return subject;
                });
        return plot.form() == Plot.Form.KEYED
                ? operation.build().callAsync("subject", subject -> start())
                : operation.fallbackBy(CutPolicies.fallback(this)).build().callAsync("subject", subject -> start());
    }

    void runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    /** The call waits for something: that comes, or time passes. */
    private void goOn() {
        InFlight line = pipeline.inFlight().stream()
                .filter(each -> each.state() != InFlight.State.ABANDONED)
                .findAny()
                .orElse(null);
        if (line == null) {
            return; // another thread is about to end it
        }
        Point where = switch (line.state()) {
            case WAITING -> line.where().isEmpty() || isReserved(line.where()) ? Point.RESERVED : Point.WAITING;
            case RUNNING -> Point.RUNNING;
            default -> Point.BACK_OFF;
        };
        reach(where);
        if (call.isDone() || !tasks.isEmpty()) {
            return;
        }
        boolean acted = where == Point.WAITING && gates.stream().anyMatch(BookGate::decide);
        if (!acted && where == Point.RUNNING) {
            WorkStage last = stages.get(stages.size() - 1);
            acted = !last.isDone() && (!hangs(last) || tooLate(last)) && end(last);
        }
        if (!acted && time.pendingTasks() == 0 && !plot.cooperative()) {
            Thread.yield(); // another thread has the turn
        } else if (!acted) {
            time.advance(BACK_OFF);
        }
    }

    private boolean isReserved(String gate) {
        return gates.stream().anyMatch(each -> each.name().equals(gate) && each.hasReserved());
    }

    /** Nobody stops the work of a cooperative limit: it ends at last. */
    private boolean tooLate(WorkStage stage) {
        return plot.cooperative() && time.nanos() - stage.began > ATTEMPT.toNanos();
    }

    private boolean hangs(WorkStage stage) {
        boolean hangs = plot.script() == Plot.Script.HANGS || plot.script() == Plot.Script.STUBBORN;
        return hangs && stage.attempt == 1;
    }

    private boolean end(WorkStage stage) {
        try {
            reach(Point.SOURCE_COMPLETION);
        } catch (Throwable instead) {
            stage.fails(instead);
            return true;
        }
        boolean first = stage.attempt == 1;
        if (plot.script() == Plot.Script.ALL_FAIL || (first && plot.script() == Plot.Script.FAILS_THEN_GOOD)) {
            stage.fails(new IOException("attempt " + stage.attempt));
        } else {
            stage.ends(first && plot.script() == Plot.Script.BAD_RESULT ? BAD : GOOD);
        }
        return true;
    }

    /** The call is over. Nothing of it may be left but what abandoned work holds. */
    void checkAfterCall() {
        gates.forEach(BookGate::checkAfterCall);
        expect(time.pendingTasks() == 0, "a timer is left");
        long running = stages.stream().filter(stage -> !stage.overForAll()).count();
        expect(pipeline.abandoned() == running, pipeline.abandoned() + " are called abandoned, " + running + " are");
        expect(pipeline.inFlight().size() == running, "in flight: " + pipeline.inFlight());
        stages.forEach(stage -> expect(stage.isDone() || stage.stubborn(), "a source was not cancelled"));
    }

    /** The work that was abandoned ends at last. */
    void abandonedWorkEnds() {
        stages.forEach(stage -> stage.ends("late"));
        runTasks();
    }

    /** Everything is over. */
    void checkAtEnd() {
        gates.forEach(BookGate::checkAtEnd);
        expect(pipeline.abandoned() == 0, "abandoned at the end");
        expect(pipeline.inFlight().isEmpty(), "in flight at the end: " + pipeline.inFlight());
        expect(time.pendingTasks() == 0, "a timer at the end");
    }

    List<String> complaints() {
        return complaints;
    }

    void forgive() {
        complaints.clear();
    }

    /** Whether somebody other than the test's thread may be at work. */
    boolean mayHaveOtherThreads() {
        return disturbance.wakesThreads();
    }

    int steps() {
        return steps.get();
    }

    /** How the call ended: a value or a throwable. */
    Object outcome() {
        return call.handle((value, failure) -> failure == null ? value : failure)
                .join();
    }
}
