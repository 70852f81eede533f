package io.holdfast.testkit;

import io.holdfast.Pipeline;
import io.holdfast.call.Call;
import io.holdfast.spi.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the work of a {@link Scenario} does in one attempt, whatever the mode: as synchronous work it blocks and returns or
 * throws, as asynchronous work it answers with a stage. Immutable.
 */
public final class Act {
    /** Decides how the attempt ends, when it starts and on the thread on which it starts. */
    @FunctionalInterface
    public interface Body {
        /**
         * Decides.
         *
         * @param call the context, in calls whose work takes it; else null
         * @return what the work returns
         * @throws Exception what the work throws
         */
        @Nullable
        Object decide(@Nullable Call call) throws Exception;
    }

    final Body body;
    final Duration delay;
    final boolean endless;
    final boolean deaf;
    final @Nullable Pipeline through;

    private Act(Body body, Duration delay, boolean endless, boolean deaf, @Nullable Pipeline through) {
        this.body = body;
        this.delay = delay;
        this.endless = endless;
        this.deaf = deaf;
        this.through = through;
    }

    /**
     * The work returns.
     *
     * @param value what it returns
     * @return the act, which takes no time
     */
    public static Act returns(@Nullable Object value) {
        return does(call -> value);
    }

    /**
     * The work fails.
     *
     * @param thrown what it throws, also what a compiler would not let it
     * @return the act, which takes no time
     */
    public static Act fails(Throwable thrown) {
        Require.given("thrown", thrown);
        return does(call -> {
            throw Act.<RuntimeException>sneaky(thrown);
        });
    }

    /**
     * The work decides when it starts.
     *
     * @param body how it ends
     * @return the act, which takes no time
     */
    public static Act does(Body body) {
        return new Act(Require.given("body", body), Duration.ZERO, false, false, null);
    }

    /**
     * The work never ends unless it is interrupted or its stage is cancelled.
     *
     * @return the act
     */
    public static Act hangs() {
        return new Act(call -> null, Duration.ZERO, true, false, null);
    }

    /**
     * The work is a call through another pipeline, in the same mode; within the outer call, if the work knows it.
     *
     * @param inner the other pipeline
     * @param act what the work inside of that does in each attempt
     * @return the act
     */
    public static Act through(Pipeline inner, Act act) {
        return new Act(act.body, act.delay, act.endless, act.deaf, Require.given("inner", inner));
    }

    /**
     * The same, taking time.
     *
     * @param time how long it takes
     * @return a new act
     */
    public Act after(Duration time) {
        return new Act(body, time, endless, deaf, through);
    }

    /**
     * The same, taking all of its time: neither an interrupt nor a cancelled stage ends it before. A thread that is
     * interrupted stays so; the stage is of a class of its own.
     *
     * @return a new act
     */
    public Act deaf() {
        return new Act(body, delay, endless, true, through);
    }

    Act inside() {
        return new Act(body, delay, endless, deaf, null);
    }

    @SuppressWarnings("unchecked") // the compiler is told that it is unchecked
    static <X extends Throwable> X sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
