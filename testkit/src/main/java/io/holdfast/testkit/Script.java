package io.holdfast.testkit;

import io.holdfast.spi.Require;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Work whose outcomes are written down beforehand: what the first call answers, what the second, and so on. Takes the place
 * of a dependency in a test, as synchronous work ({@code pipeline.call(script::call)}) and as asynchronous work
 * ({@link #start()}), and counts how it was called.
 *
 * <pre>{@code
 * Script<String> provider = Script.<String>on(time)
 *         .succeed("one").after(ofMillis(20))
 *         .fail(new IOException("down"))
 *         .hang()
 *         .cycle();
 * }</pre>
 *
 * <p><b>Thread-safety.</b> May be called by any thread; each call takes the next outcome.
 *
 * @param <R> what the work returns
 */
public final class Script<R extends @Nullable Object> {
    private final VirtualTime time;
    private final List<ScriptLine<R>> lines;
    private final ScriptEnd rest;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger maxRunning = new AtomicInteger();

    Script(VirtualTime time, List<ScriptLine<R>> lines, ScriptEnd rest) {
        this.time = time;
        this.lines = List.copyOf(lines);
        this.rest = rest;
    }

    /**
     * Begins to write a script.
     *
     * @param time the time that its delays and hangs take
     * @param <R> what the work returns
     * @return where to write the outcomes
     */
    public static <R extends @Nullable Object> ScriptBuilder<R> on(VirtualTime time) {
        return new ScriptBuilder<>(Require.given("time", time));
    }

    /**
     * The next outcome as synchronous work: waits on the calling thread as blocking code does, and throws
     * {@link InterruptedException} with the flag cleared when the thread is interrupted before or while it waits.
     *
     * @return the value of the outcome
     * @throws Exception the outcome's throwable, or {@link InterruptedException}
     * @throws AssertionError when the script has no further outcome, or when it hangs in automatic time with nothing
     *     scheduled that could ever interrupt it
     */
    public R call() throws Exception {
        ScriptLine<R> line = next();
        try {
            return line.call(time);
        } finally {
            end();
        }
    }

    /**
     * The next outcome as asynchronous work: a future that is complete already, is completed by the timer, or never is.
     * Cancelling it ends the work, but for a deaf outcome, which obeys only once its deafness is over.
     *
     * @return the future
     * @throws AssertionError when the script has no further outcome
     */
    public CompletableFuture<R> start() {
        CompletableFuture<R> future = next().start(time);
        future.whenComplete((value, thrown) -> end());
        return future;
    }

    private ScriptLine<R> next() {
        int number = started.getAndIncrement();
        ScriptLine<R> line;
        try {
            line = rest.line(lines, number);
        } catch (AssertionError over) {
            ended.incrementAndGet();
            throw over;
        }
        maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        return line;
    }

    private void end() {
        running.decrementAndGet();
        ended.incrementAndGet();
    }

    /**
     * How often the work was started.
     *
     * @return the number so far
     */
    public int started() {
        return started.get();
    }

    /**
     * How often it has ended, in whatever way.
     *
     * @return the number so far
     */
    public int ended() {
        return ended.get();
    }

    /**
     * How often it is running now.
     *
     * @return the number at present
     */
    public int running() {
        return running.get();
    }

    /**
     * How often it was running at one time.
     *
     * @return the largest number so far
     */
    public int maxRunning() {
        return maxRunning.get();
    }

    @Override
    public String toString() {
        return "script of " + lines.size() + " outcomes " + lines + ", started " + started + " times";
    }
}
