package io.holdfast.async;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What can come between. */
enum Disturbance {
    NONE,
    CANCEL,
    COMPLETE,
    COMPLETE_EXCEPTIONALLY,
    OR_TIMEOUT,
    COMPLETE_ON_TIMEOUT,
    ATTEMPT_TIMES_OUT,
    CALL_TIMES_OUT,
    EXECUTOR_REJECTS,
    EXECUTOR_RUNS_ON_THE_SPOT,
    LISTENERS_THROW,
    CLASSIFIER_THROWS,
    THROWS_EXCEPTION,
    THROWS_ERROR,
    THROWS_STACK_OVERFLOW;

    static final Object FROM_OUTSIDE = "from outside";
    static final Exception FAILED_FROM_OUTSIDE = new IOException("from outside");

    boolean throwsThere() {
        return compareTo(THROWS_EXCEPTION) >= 0;
    }

    /** Whether it is done to the future that the caller has. */
    boolean needsFuture() {
        return compareTo(CANCEL) >= 0 && compareTo(COMPLETE_ON_TIMEOUT) <= 0;
    }

    /** Whether other threads take part: slower. */
    boolean wakesThreads() {
        return this == OR_TIMEOUT
                || this == COMPLETE_ON_TIMEOUT
                || this == EXECUTOR_REJECTS
                || this == EXECUTOR_RUNS_ON_THE_SPOT;
    }

    /** Does it now. What is to be thrown is returned. */
    Throwable happen(World world) {
        switch (this) {
            case NONE -> {}
            case CANCEL -> world.won = world.call.cancel(true);
            case COMPLETE -> world.won = world.call.complete(FROM_OUTSIDE);
            case COMPLETE_EXCEPTIONALLY -> world.won = world.call.completeExceptionally(FAILED_FROM_OUTSIDE);
            case OR_TIMEOUT -> timed(world, () -> world.call.orTimeout(1, TimeUnit.NANOSECONDS));
            case COMPLETE_ON_TIMEOUT ->
                timed(world, () -> world.call.completeOnTimeout(FROM_OUTSIDE, 1, TimeUnit.NANOSECONDS));
            case ATTEMPT_TIMES_OUT -> world.time.advance(World.ATTEMPT);
            case CALL_TIMES_OUT -> world.time.advance(World.WITHIN);
            case EXECUTOR_REJECTS -> world.executor = World.Executing.REJECTS;
            case EXECUTOR_RUNS_ON_THE_SPOT -> world.executor = World.Executing.ON_THE_SPOT;
            case LISTENERS_THROW -> world.listenersThrow();
            case CLASSIFIER_THROWS -> world.classifierThrows = true;
            case THROWS_EXCEPTION -> {
                return new IllegalStateException("test");
            }
            case THROWS_ERROR -> {
                return new AssertionError("test");
            }
            case THROWS_STACK_OVERFLOW -> {
                return new StackOverflowError("test");
            }
        }
        return null;
    }

    /** The platform's own timer completes the future. */
    private static void timed(World world, Runnable set) {
        world.won = !world.call.isDone();
        set.run();
        while (!world.call.isDone()) {
            Thread.onSpinWait();
        }
    }
}
