package io.holdfast.circuitbreaker;

import io.holdfast.spi.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Settings with small numbers, so that random histories reach every corner of them. */
final class RandomSettings {
    private static final List<Set<FailureKind>> KINDS =
            List.of(Set.of(), Set.of(), Set.of(FailureKind.TIMEOUT), Set.of(FailureKind.ERROR, FailureKind.OVERLOADED));
    private static final double[] PERCENTS = {12.5, 33.3333, 50, 100};
    private static final long[] WINDOWS = {20, 40, 100, 200};

    private RandomSettings() {}

    static CircuitBreakerSettings draw(RandomGenerator random) {
        List<Trigger> triggers = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            triggers.add(trigger(random));
        }
        return around(triggers, random);
    }

    /** Other settings with triggers of the same shapes: other numbers, but windows of time as long as before. */
    static CircuitBreakerSettings changed(CircuitBreakerSettings was, RandomGenerator random) {
        List<Trigger> triggers = new ArrayList<>();
        for (Trigger each : was.triggers()) {
            if (each instanceof CountTrigger count) {
                Duration within = count.consecutive() ? Duration.ZERO : nanos(1 + random.nextInt(60));
                triggers.add(new CountTrigger(1 + random.nextInt(4), within, count.slowerThan(), count.kinds()));
            } else if (each instanceof RateTrigger rate) {
                int calls = rate.calls() == 0 ? 0 : 1 + random.nextInt(8);
                int minimum = 1 + random.nextInt(calls == 0 ? 6 : calls);
                triggers.add(new RateTrigger(
                        percent(random), minimum, calls, rate.within(), rate.slowerThan(), rate.kinds()));
            }
        }
        return around(triggers, random);
    }

    private static CircuitBreakerSettings around(List<Trigger> triggers, RandomGenerator random) {
        Duration first = nanos(1 + random.nextInt(12));
        OpenWait wait = random.nextBoolean()
                ? OpenWait.fixed(first)
                : OpenWait.growing(first, first.plusNanos(random.nextInt(60))).growthPercent(101 + random.nextInt(200));
        wait = random.nextBoolean() ? wait : wait.orRetryAfter(nanos(1 + random.nextInt(30)));
        int probes = 1 + random.nextInt(3);
        Duration lease = random.nextBoolean() ? Duration.ZERO : nanos(1 + random.nextInt(20));
        return new CircuitBreakerSettings(triggers, wait, probes, 1 + random.nextInt(probes), lease);
    }

    private static Trigger trigger(RandomGenerator random) {
        Duration slow = random.nextInt(4) == 0 ? nanos(2 + random.nextInt(20)) : Duration.ZERO;
        Set<FailureKind> kinds = slow.isZero() ? KINDS.get(random.nextInt(KINDS.size())) : Set.of();
        return switch (random.nextInt(4)) {
            case 0 ->
                new CountTrigger(
                        1 + random.nextInt(4),
                        slow.isZero() ? Duration.ZERO : nanos(1 + random.nextInt(60)),
                        slow,
                        kinds);
            case 1 -> new CountTrigger(1 + random.nextInt(4), nanos(1 + random.nextInt(60)), slow, kinds);
            case 2 -> {
                int calls = 1 + random.nextInt(8);
                yield new RateTrigger(percent(random), 1 + random.nextInt(calls), calls, Duration.ZERO, slow, kinds);
            }
            default ->
                new RateTrigger(
                        percent(random),
                        1 + random.nextInt(6),
                        0,
                        nanos(WINDOWS[random.nextInt(WINDOWS.length)]),
                        slow,
                        kinds);
        };
    }

    private static double percent(RandomGenerator random) {
        return PERCENTS[random.nextInt(PERCENTS.length)];
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }
}
