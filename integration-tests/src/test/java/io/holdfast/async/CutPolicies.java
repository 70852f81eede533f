package io.holdfast.async;

import io.holdfast.call.LimitMode;
import io.holdfast.spi.Attempts;
import io.holdfast.spi.Classifier;
import io.holdfast.spi.ContextCarrier;
import io.holdfast.spi.Fallback;
import io.holdfast.spi.Limit;
import io.holdfast.spi.Loop;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;

/** Everything but gates that a world tells when it is called. */
final class CutPolicies {
    private CutPolicies() {}

    /** Waits before the second attempt, and not before the third. */
    static final class Again extends Loop {
        private final World world;

        Again(World world, String name) {
            super(name, world.time);
            this.world = world;
        }

        @Override
        public Role role() {
            return Role.RETRY;
        }

        @Override
        public void begin() {
            world.reach(Point.LOOP_BEGIN);
        }

        @Override
        public long next(Attempts attempts) {
            world.reach(Point.LOOP_NEXT);
            return attempts.made() == 1 ? World.BACK_OFF.toNanos() : attempts.made() == 2 ? 0 : STOP;
        }
    }

    /** Always the same. */
    static final class PerAttempt extends Limit {
        private final World world;
        private final LimitMode mode;

        PerAttempt(World world, String name, LimitMode mode) {
            super(name, world.time);
            this.world = world;
            this.mode = mode;
        }

        @Override
        public LimitMode limitMode() {
            return mode;
        }

        @Override
        public long limitNanos() {
            world.reach(Point.LIMIT_NANOS);
            return World.ATTEMPT.toNanos();
        }

        @Override
        public void cut(long limitNanos, long elapsedNanos) {
            world.reach(Point.LIMIT_CUT);
        }
    }

    static ContextCarrier carrier(World world) {
        return () -> {
            world.reach(Point.CAPTURE);
            return () -> {
                world.reach(Point.RESTORE);
                return () -> world.reach(Point.CLOSE);
            };
        };
    }

    static Classifier classifier(World world, boolean judgesResults) {
        return new Classifier() {
            @Override
            public Verdict judge(Object result, Throwable thrown) {
                world.reach(Point.CLASSIFIER);
                if (world.classifierThrows) {
                    throw new IllegalStateException("a classifier of the test");
                }
                return World.BAD.equals(result)
                        ? Verdict.ERROR
                        : Classifier.standard().judge(result, thrown);
            }

            @Override
            public boolean judgesResults() {
                return judgesResults;
            }
        };
    }

    static Fallback<Object, Object> fallback(World world) {
        return new Fallback<>() {
            @Override
            public Object answer(Object subject, Throwable cause) {
                world.reach(Point.FALLBACK);
                return World.FALLBACK;
            }

            @Override
            public void answered(Object subject, Object value) {
                world.reach(Point.FALLBACK_LEARNS);
            }
        };
    }
}
