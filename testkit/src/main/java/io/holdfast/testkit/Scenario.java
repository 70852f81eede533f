package io.holdfast.testkit;

import io.holdfast.spi.Require;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One behaviour, played in every {@linkplain CallMode way of calling} on virtual time. In each of them the same must happen:
 * the same attempts, events and results, in the same order and at the same instants. Afterwards nothing may be missing:
 * permits are back, probes free, nobody waits, no timer, limit, call, stage or listener is left.
 *
 * <pre>{@code
 * Scenario.named("fails, then succeeds")
 *         .play(on -> on.call(
 *                 on.pipeline(p -> p.with(Retry.constant(ofMillis(100)).jitterPercent(0))),
 *                 Act.fails(new IOException("down")), Act.returns("x")))
 *         .expect("work 1", "p/retry: RETRIED", "work 2", "= x at 100 ms");
 * }</pre>
 *
 * <p>Where the modes differ on purpose, the scenario says so, with the reason. A scenario is immutable and may be run any
 * number of times; each run plays on a fresh {@link Scene}.
 */
public final class Scenario {
    private static final long MOST_SECONDS = 60;

    /** What is done. */
    @FunctionalInterface
    public interface Play {
        /**
         * Builds pipelines and calls them.
         *
         * @param scene where it is played
         * @throws Exception fails the scenario
         */
        void on(Scene scene) throws Exception;
    }

    private final String name;
    private final Play play;
    private final Map<CallMode, List<String>> expected;

    private Scenario(String name, Play play, Map<CallMode, List<String>> expected) {
        this.name = name;
        this.play = play;
        this.expected = expected;
    }

    /**
     * Begins a scenario.
     *
     * @param name what it shows
     * @return where to say what is done
     */
    public static Named named(String name) {
        return new Named(Require.name("name", name));
    }

    /**
     * A scenario that does nothing yet.
     *
     * @param name what it shows
     */
    public record Named(String name) {
        /**
         * What is done.
         *
         * @param play builds pipelines and calls them
         * @return where to say what happens then
         */
        public Played play(Play play) {
            return new Played(name, Require.given("play", play));
        }
    }

    /**
     * A scenario that nobody expects anything of yet.
     *
     * @param name what it shows
     * @param play what is done
     */
    public record Played(String name, Play play) {
        /**
         * What happens, in every mode.
         *
         * @param lines attempts ({@code work 1}), events ({@code p/retry: RETRIED}), ends of calls ({@code = value at 5 ms},
         *     {@code ! IOException: down at 5 ms}) and notes of the scenario's own, in the order in which they happen
         * @return the scenario
         */
        public Scenario expect(String... lines) {
            Map<CallMode, List<String>> everywhere = new EnumMap<>(CallMode.class);
            for (CallMode mode : CallMode.values()) {
                everywhere.put(mode, List.of(lines));
            }
            return new Scenario(name, play, everywhere);
        }
    }

    /**
     * The same, but in some modes something else happens.
     *
     * @param reason why that is right; for the reader
     * @param modes in which
     * @param lines what happens there
     * @return a new scenario
     */
    public Scenario differs(String reason, Set<CallMode> modes, String... lines) {
        Require.name("reason", reason);
        Map<CallMode, List<String>> other = new EnumMap<>(expected);
        modes.forEach(mode -> other.put(mode, List.of(lines)));
        return new Scenario(name, play, other);
    }

    /**
     * The same, but one line of it is expected in some modes only.
     *
     * @param reason why that is right; for the reader
     * @param modes in which
     * @param line the line, as given to {@link Played#expect}
     * @return a new scenario
     */
    public Scenario onlyIn(String reason, Set<CallMode> modes, String line) {
        Require.name("reason", reason);
        Map<CallMode, List<String>> other = new EnumMap<>(expected);
        other.replaceAll((mode, lines) -> modes.contains(mode)
                ? lines
                : lines.stream().filter(each -> !each.equals(line)).toList());
        return new Scenario(name, play, other);
    }

    /**
     * The same, but in some modes it has no meaning.
     *
     * @param reason why; for the reader
     * @param modes in which
     * @return a new scenario
     */
    public Scenario notIn(String reason, Set<CallMode> modes) {
        Require.name("reason", reason);
        Map<CallMode, List<String>> fewer = new EnumMap<>(expected);
        fewer.keySet().removeAll(modes);
        return new Scenario(name, play, fewer);
    }

    /**
     * The modes in which it means something.
     *
     * @return whether or not this platform can do them
     */
    public Set<CallMode> modes() {
        return EnumSet.copyOf(expected.keySet());
    }

    /**
     * Plays it.
     *
     * @param mode how calls are made
     * @throws AssertionError when something else happened than expected, or something is missing afterwards; says what
     */
    public void run(CallMode mode) {
        List<String> lines = expected.get(Require.given("mode", mode));
        if (lines == null) {
            throw Require.refused("mode", mode, "one of " + modes());
        }
        if (mode == CallMode.VIRTUAL_THREAD) {
            onVirtualThread(() -> check(mode, lines));
        } else {
            check(mode, lines);
        }
    }

    private void check(CallMode mode, List<String> lines) {
        Scene scene = new Scene(mode);
        List<String> wrong = new ArrayList<>();
        Throwable thrown = null;
        try {
            play.on(scene);
        } catch (Throwable broken) {
            thrown = broken;
            wrong.add("the scenario itself threw " + broken);
        }
        List<String> happened = scene.lines();
        if (!happened.equals(lines)) {
            wrong.add("something else happened:" + Differences.between(lines, happened));
        }
        if (thrown == null) {
            wrong.addAll(scene.missing());
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(
                    "scenario '" + name + "' in mode " + mode + ":\n  " + String.join("\n  ", wrong), thrown);
        }
    }

    private static void onVirtualThread(Runnable task) {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable reporting = () -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                failure.set(thrown);
            } finally {
                ended.countDown();
            }
        };
        try {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, reporting);
            if (!ended.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("hang: the scenario has not ended on its virtual thread");
            }
        } catch (ReflectiveOperationException tooOld) {
            throw new IllegalStateException("virtual threads need JDK 21 or later", tooOld);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the scenario was played", interrupted);
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw Act.<RuntimeException>sneaky(thrown);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
