package io.holdfast.limits;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.LimitMode;
import io.holdfast.event.Event;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import io.holdfast.testkit.VirtualTime;
import io.holdfast.time.ScheduledTask;
import io.holdfast.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One blocking call in which every step is numbered, so that faults can come at exactly some of them. */
final class FaultBench {
    enum Point {
        ENTER,
        ENQUEUE,
        LEFT,
        STANDS,
        SETTLE,
        LOOP_BEGIN,
        LOOP_NEXT,
        LIMIT_NANOS,
        LIMIT_MINIMUM,
        LIMIT_CUT,
        CLASSIFIER,
        LISTENER,
        DISCARD,
        WORK_STARTS,
        WORK_ENDS,
        CLOCK,
        PARK,
        TIMER
    }

    enum Fault {
        NONE,
        ATTEMPT_TIMES_OUT,
        CALL_TIMES_OUT,
        INTERRUPT,
        THROWS_EXCEPTION,
        THROWS_ERROR,
        THROWS_STACK_OVERFLOW
    }

    enum Script {
        GOOD,
        FAILS,
        HANGS,
        LATE
    }

    static final Duration WITHIN = Duration.ofSeconds(60);
    static final Duration ATTEMPT = Duration.ofSeconds(10);
    private static final long BACK_OFF_NANOS = 1_000_000_000;
    private static final int ATTEMPTS = 3;

    final VirtualTime time = VirtualTime.automatic();
    final List<String> complaints = new ArrayList<>();
    final Set<Point> points = EnumSet.noneOf(Point.class);
    private final Fault[] faults;
    private final int[] at;
    private final Script script;
    private final boolean queues;
    private final boolean timeFails;
    private final TimeSource clock = new Clock();
    private final List<Book> gates = new ArrayList<>();
    private final Pipeline pipeline;
    private int steps;
    private int attempts;
    private boolean interrupted;
    private boolean built;
    private boolean over;

    /** The steps of the time source count, too, if time fails. */
    FaultBench(LimitMode mode, Script script, boolean queues, boolean timeFails, Fault[] faults, int[] at) {
        this.script = script;
        this.queues = queues;
        this.timeFails = timeFails;
        this.faults = faults;
        this.at = at;
        pipeline = Pipeline.named("p")
                .within(WITHIN)
                .with(new Again())
                .with(gate("outer", Role.BREAKER))
                .with(gate("inner", Role.CONCURRENCY))
                .with(new PerAttempt(mode))
                .classify(this::judge)
                .onDiscard(late -> reach(Point.DISCARD))
                .time(clock)
                .in(Registry.create())
                .build();
        pipeline.info().policies().forEach(policy -> policy.on(Event.class, event -> reach(Point.LISTENER)));
        built = true;
    }

    /** Virtual time that can fail like anything else. */
    private final class Clock extends TimeSource {
        private void step(Point point) {
            if (timeFails) {
                reach(point);
            }
        }

        @Override
        public long nanos() {
            step(Point.CLOCK);
            return time.nanos();
        }

        @Override
        public void park(Object blocker, long nanos) {
            step(Point.PARK);
            time.park(blocker, nanos);
        }

        @Override
        public void unpark(Thread thread) {
            time.unpark(thread);
        }

        @Override
        public ScheduledTask schedule(long delayNanos, Runnable task) {
            step(Point.TIMER);
            return time.schedule(delayNanos, task);
        }
    }

    private Gate gate(String name, Role role) {
        Book gate = new Book(name, role);
        gates.add(gate);
        return gate;
    }

    private void reach(Point point) {
        if (!built || over) {
            return; // building looks at the policies' facts
        }
        int step = steps++;
        points.add(point);
        for (int i = 0; i < at.length; i++) {
            if (step == at[i]) {
                happen(faults[i]);
            }
        }
    }

    private void happen(Fault fault) {
        switch (fault) {
            case NONE -> {}
            case ATTEMPT_TIMES_OUT -> time.advance(ATTEMPT);
            case CALL_TIMES_OUT -> time.advance(WITHIN);
            case INTERRUPT -> {
                interrupted |= !Thread.currentThread().isInterrupted(); // else it merges with the one that is there
                Thread.currentThread().interrupt();
            }
            case THROWS_EXCEPTION -> throw new IllegalStateException("test");
            case THROWS_ERROR -> throw new AssertionError("test");
            case THROWS_STACK_OVERFLOW -> throw new StackOverflowError("test");
        }
    }

    private Verdict judge(Object result, Throwable thrown) {
        reach(Point.CLASSIFIER);
        return Classifier.standard().judge(result, thrown);
    }

    private String work() throws IOException, InterruptedException {
        attempts++;
        gates.forEach(Book::workStarts);
        reach(Point.WORK_STARTS);
        boolean first = attempts == 1;
        switch (script) {
            case HANGS -> time.sleep(first ? WITHIN.multipliedBy(2) : Duration.ofMillis(1));
            case LATE -> time.advance(first ? ATTEMPT.plusMillis(1) : Duration.ofMillis(1)); // deaf
            default -> time.sleep(Duration.ofMillis(1));
        }
        reach(Point.WORK_ENDS);
        if (script == Script.FAILS && first) {
            throw new IOException("test");
        }
        return "value";
    }

    /** Makes the call; whatever happened, afterwards nothing may be left. Returns how many steps it took. */
    int play() {
        boolean toldOfInterrupt = false;
        try {
            pipeline.call(this::work);
        } catch (InterruptedException told) {
            toldOfInterrupt = true;
        } catch (Throwable any) {
            toldOfInterrupt = any.getCause() instanceof InterruptedException; // consumed by the work, and cut then
        }
        boolean flag = Thread.interrupted();
        expect(!flag || interrupted, "an interrupt after the call");
        expect(flag || toldOfInterrupt || !interrupted, "a foreign interrupt was lost");
        int took = steps;
        over = true;
        gates.forEach(Book::check);
        expect(clock.watchdog().armed() == 0, "a limit is armed");
        time.advance(Duration.ofDays(1));
        expect(time.pendingTasks() == 0, "a timer is left");
        expect(!Thread.interrupted(), "a late interrupt");
        return took;
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            complaints.add(otherwise);
        }
    }

    /** Keeps books of its permits. */
    private final class Book extends Gate {
        private final Role role;
        private final List<Boolean> ran = new ArrayList<>();
        private int open;

        Book(String name, Role role) {
            super(name, FaultBench.this.clock);
            this.role = role;
        }

        @Override
        public Role role() {
            return role;
        }

        @Override
        public int needs() {
            return START_CLOCK | END_CLOCK;
        }

        private long issue() {
            open++;
            ran.add(false);
            return ran.size() - 1L;
        }

        void workStarts() {
            ran.set(ran.size() - 1, true);
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            reach(Point.ENTER);
            return queues && role == Role.CONCURRENCY ? QUEUE : issue();
        }

        @Override
        public long enqueue(Ticket ticket, long now, long deadline) {
            reach(Point.ENQUEUE);
            FaultBench.this.time.schedule(1_000_000, () -> {
                long permit = issue();
                if (!ticket.grant(permit)) {
                    open--;
                }
            });
            return 0;
        }

        @Override
        public void left(Ticket ticket) {
            reach(Point.LEFT);
        }

        @Override
        public boolean stands(long permit) {
            reach(Point.STANDS);
            return true;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {
            open--;
            expect(
                    ran.get((int) permit) == (verdict.effect() != Effect.UNUSED),
                    name() + " was told " + verdict + " of work that " + (ran.get((int) permit) ? "ran" : "never ran"));
            reach(Point.SETTLE);
        }

        void check() {
            expect(open == 0, name() + " misses " + open + " permits");
        }
    }

    private final class Again extends Loop {
        Again() {
            super("again", FaultBench.this.clock);
        }

        @Override
        public Role role() {
            return Role.RETRY;
        }

        @Override
        public void begin() {
            reach(Point.LOOP_BEGIN);
        }

        @Override
        public long next(Attempts made) {
            reach(Point.LOOP_NEXT);
            return made.made() < ATTEMPTS ? BACK_OFF_NANOS : STOP;
        }
    }

    private final class PerAttempt extends Limit {
        private final LimitMode mode;

        PerAttempt(LimitMode mode) {
            super("limit", FaultBench.this.clock);
            this.mode = mode;
        }

        @Override
        public LimitMode limitMode() {
            return mode;
        }

        @Override
        public long limitNanos() {
            reach(Point.LIMIT_NANOS);
            return ATTEMPT.toNanos();
        }

        @Override
        public long minimumNanos() {
            reach(Point.LIMIT_MINIMUM);
            return 1_000_000;
        }

        @Override
        public void cut(long limitNanos, long elapsedNanos) {
            reach(Point.LIMIT_CUT);
            events().publish(new io.holdfast.spi.WouldHave(name(), "test"));
        }
    }
}
