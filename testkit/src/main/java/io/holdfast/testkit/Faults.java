package io.holdfast.testkit;

import io.holdfast.call.Work;
import io.holdfast.spi.Require;
import io.holdfast.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes any work, synchronous or asynchronous, slow, hang, fail, drip or answer twice, each with a rate of its own. Which
 * calls are hit follows from the seed and the order of the calls alone.
 *
 * <pre>{@code
 * Faults faults = Faults.on(time, 42)
 *         .latency(0.5, ofMillis(5), ofMillis(50))
 *         .error(0.1, () -> new IOException("reset"))
 *         .hang(0.01).onlyFor("eu"::equals);
 * pipeline.call(() -> faults.call("eu", () -> client.find(order)));
 * }</pre>
 *
 * <p>Several faults may hit one call: first it is late, then it hangs or else throws, both without starting the work; else
 * the answer of the work drips. <b>Thread-safety.</b> Immutable; may be used by any thread. What derives from one source
 * of randomness draws from one sequence.
 */
public final class Faults {
    private final VirtualTime time;
    private final Randomness randomness;
    private final List<Fault> faults;
    private final LongAdder hits;

    private Faults(VirtualTime time, Randomness randomness, List<Fault> faults, LongAdder hits) {
        this.time = time;
        this.randomness = randomness;
        this.faults = faults;
        this.hits = hits;
    }

    /**
     * No faults yet.
     *
     * @param time the time that delays and hangs take
     * @param seed what decides which calls are hit
     * @return an injector
     */
    public static Faults on(VirtualTime time, long seed) {
        return on(time, Randomness.seeded(seed));
    }

    /**
     * No faults yet.
     *
     * @param time the time that delays and hangs take
     * @param randomness what decides which calls are hit
     * @return an injector
     */
    public static Faults on(VirtualTime time, Randomness randomness) {
        return new Faults(
                Require.given("time", time), Require.given("randomness", randomness), List.of(), new LongAdder());
    }

    /**
     * Some calls take longer.
     *
     * @param rate how many of them, from 0 to 1
     * @param by for how much longer
     * @return a new injector
     */
    public Faults latency(double rate, Duration by) {
        return latency(rate, by, by);
    }

    /**
     * Some calls take longer, by a time that is evenly distributed.
     *
     * @param rate how many of them, from 0 to 1
     * @param least by how much at least
     * @param most by how much at most
     * @return a new injector
     */
    public Faults latency(double rate, Duration least, Duration most) {
        long from = Require.durationOrZero("least", least);
        long to = Require.durationOrZero("most", most);
        if (to < from) {
            throw Require.refused("most", most, ">= least, " + least);
        }
        return with(rate, new Fault.Latency(from, to));
    }

    /**
     * Some calls hang until they are interrupted, or their future is cancelled.
     *
     * @param rate how many of them, from 0 to 1
     * @return a new injector
     */
    public Faults hang(double rate) {
        return with(rate, new Fault.Hang());
    }

    /**
     * Some calls fail.
     *
     * @param rate how many of them, from 0 to 1
     * @param error makes what they throw
     * @return a new injector
     */
    public Faults error(double rate, Supplier<? extends Exception> error) {
        return with(rate, new Fault.Throw(Require.given("error", error)));
    }

    /**
     * Some answers arrive in parts: slow, but alive.
     *
     * @param rate how many of them, from 0 to 1
     * @param parts in how many parts, from 1 to 1,000,000
     * @param each how long each takes
     * @return a new injector
     */
    public Faults drip(double rate, int parts, Duration each) {
        return with(
                rate,
                new Fault.Drip(Require.range("parts", parts, 1, 1_000_000), Require.durationOrZero("each", each)));
    }

    /**
     * Some asynchronous answers arrive twice: a stage that calls each of its dependents a second time. Synchronous work
     * cannot, and is left alone.
     *
     * @param rate how many of them, from 0 to 1
     * @return a new injector
     */
    public Faults duplicate(double rate) {
        return with(rate, new Fault.Duplicate());
    }

    /**
     * Restricts the fault written last to some keys.
     *
     * @param keys which ones
     * @return a new injector
     */
    public Faults onlyFor(Predicate<@Nullable Object> keys) {
        if (faults.isEmpty()) {
            throw Require.refused("onlyFor", keys, "to follow a fault");
        }
        List<Fault> restricted = new ArrayList<>(faults);
        int last = faults.size() - 1;
        restricted.set(last, faults.get(last).onlyFor(Require.given("keys", keys)));
        return new Faults(time, randomness, List.copyOf(restricted), hits);
    }

    private Faults with(double rate, Fault.Kind kind) {
        if (!(rate >= 0 && rate <= 1)) {
            throw Require.refused("rate", rate, ">= 0 and <= 1");
        }
        List<Fault> more = new ArrayList<>(faults);
        more.add(new Fault(kind, Math.round(rate * Fault.BILLION), any -> true));
        return new Faults(time, randomness, List.copyOf(more), hits);
    }

    /**
     * Does synchronous work, or what a fault makes of it.
     *
     * @param key what the call is about, for {@link #onlyFor}
     * @param work the work
     * @param <T> what it returns
     * @return its result
     * @throws Exception what it throws, what a fault throws, or {@link InterruptedException} while a fault waits
     */
    public <T extends @Nullable Object> T call(@Nullable Object key, Work<? extends T, ?> work) throws Exception {
        FaultPlan plan = plan(key);
        time.sleep(Duration.ofNanos(plan.latencyNanos));
        if (plan.hangs) {
            new Await(time, "the end of work that a fault lets hang").untilInterrupted();
        }
        if (plan.error != null) {
            throw plan.error.get();
        }
        T answer = work.call();
        for (int part = 0; part < plan.parts; part++) {
            time.sleep(Duration.ofNanos(plan.partNanos));
        }
        return answer;
    }

    /**
     * Starts asynchronous work, or what a fault makes of it.
     *
     * @param key what the call is about, for {@link #onlyFor}
     * @param work starts the work; a throwable it lets escape fails the stage
     * @param <T> what it returns
     * @return a stage; not a {@link CompletableFuture} where the answer arrives twice
     */
    public <T extends @Nullable Object> CompletionStage<T> start(
            @Nullable Object key, Work<? extends CompletionStage<T>, ?> work) {
        FaultPlan plan = plan(key);
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (plan.hangs) {
            return answer;
        }
        FaultyStart.soon(time, plan.latencyNanos, () -> FaultyStart.run(time, plan, work, answer));
        return plan.twice ? new TwiceStage<>(answer) : answer;
    }

    private FaultPlan plan(@Nullable Object key) {
        FaultPlan plan = FaultPlan.draw(faults, randomness, key);
        if (plan.hits > 0) {
            hits.add(plan.hits);
        }
        return plan;
    }

    /**
     * How many faults have hit, to make sure that a test injects any at all. Counted together for all that derive from one
     * {@link #on}.
     *
     * @return the number so far
     */
    public long hits() {
        return hits.sum();
    }
}
