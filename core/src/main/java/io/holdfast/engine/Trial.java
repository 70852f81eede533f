package io.holdfast.engine;

import io.holdfast.call.Refusal;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.spi.WouldHave;
import io.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A dry run of a whole chain: every policy decides and learns, and says what it would have done, but nothing comes of it.
 * The policies themselves are not overridden, so pipelines that share them go on as ever.
 */
final class Trial {
    private Trial() {}

    static List<Policy> of(Chain chain) {
        Env env = chain.env();
        List<Policy> trials = new ArrayList<>();
        if (chain.totalNanos() < Deadline.NEVER) {
            trials.add(new Stopwatch(
                    env.name(),
                    env,
                    Role.TOTAL_LIMIT,
                    chain::totalNanos,
                    what -> env.background().events().publish(new WouldHave(env.name(), what))));
        }
        for (Policy policy : chain.route().policies()) {
            if (policy instanceof Gate gate) {
                trials.add(new OpenGate(gate));
            } else if (policy instanceof Loop loop) {
                trials.add(new SingleAttempt(loop));
            } else if (policy instanceof Limit limit) {
                trials.add(new Stopwatch(
                        limit.name(), env, Role.ATTEMPT_LIMIT, limit::limitNanos, what -> report(limit, what)));
            }
        }
        return trials;
    }

    /** The loop of the pipeline that a dry run of the whole chain asks; any other is itself. */
    static Loop behind(Loop loop) {
        return loop instanceof SingleAttempt trial ? trial.real : loop;
    }

    private static void report(Policy policy, String what) {
        if (policy.mode() != Control.Mode.OFF) {
            policy.wouldHave(what);
        }
    }

    /** A gate whose refusals are only counted. */
    private static final class OpenGate extends Gate {
        private final Gate real;

        OpenGate(Gate real) {
            super(real.name(), real.time());
            this.real = real;
        }

        @Override
        public Role role() {
            return real.role();
        }

        @Override
        public int needs() {
            return real.needs();
        }

        @Override
        public long enter(long now, long deadline, @Nullable Object subject) {
            long answer = real.admit(now, deadline, subject);
            if (answer >= 0) {
                return answer;
            }
            real.wouldHave(
                    answer == QUEUE
                            ? "waited"
                            : "refused: " + Refusal.kind(answer).text());
            return FREE;
        }

        @Override
        public long shutNanos(long now) {
            Control.Mode mode = real.mode();
            return mode == null ? real.shutNanos(now) : mode == Control.Mode.FORCED_OPEN ? Deadline.NEVER : 0;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {
            real.settle(permit, verdict, start, end);
        }
    }

    /** A loop whose repetitions are only counted. */
    private static final class SingleAttempt extends Loop {
        private final Loop real;

        SingleAttempt(Loop real) {
            super(real.name(), real.time());
            this.real = real;
        }

        @Override
        public Role role() {
            return real.role();
        }

        @Override
        public boolean asksAboutRefusals() {
            return real.asksAboutRefusals();
        }

        @Override
        public boolean startClock() {
            return real.startClock();
        }

        @Override
        public long next(Attempts attempts) {
            attempts.onTrial(true);
            long wait = real.mode() == Control.Mode.OFF ? STOP : real.next(attempts);
            if (wait >= 0 && attempts.fits(wait)) {
                real.wouldHave("repeated after " + wait + " ns");
            }
            return STOP;
        }
    }

    /** A limit that only looks at the clock. */
    private static final class Stopwatch extends Gate {
        private final Role role;
        private final LongSupplier limit;
        private final Consumer<String> wouldHave;

        Stopwatch(String name, Env env, Role role, LongSupplier limit, Consumer<String> wouldHave) {
            super(name, env.time());
            this.role = role;
            this.limit = limit;
            this.wouldHave = wouldHave;
        }

        @Override
        public Role role() {
            return role;
        }

        @Override
        public int needs() {
            return START_CLOCK | END_CLOCK;
        }

        @Override
        public long enter(long now, long deadline, @Nullable Object subject) {
            return 0;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {
            long limitNanos = limit.getAsLong();
            if (end - start > limitNanos) {
                wouldHave.accept("cut the work after " + limitNanos + " ns");
            }
        }
    }
}
