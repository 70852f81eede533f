package io.holdfast.circuitbreaker;

import io.holdfast.spi.Fact;
import java.util.ArrayList;
import java.util.List;

/** What linters and explanations may know of a breaker. */
final class SettingsFacts {
    private SettingsFacts() {}

    static List<Fact> of(CircuitBreakerSettings settings) {
        List<Fact> facts = new ArrayList<>();
        for (Trigger trigger : settings.triggers()) {
            if (trigger instanceof RateTrigger rate) {
                facts.add(new Fact.RateTrigger(
                        rate.percent(),
                        rate.minimumCalls(),
                        rate.calls(),
                        rate.within().toNanos(),
                        rate.slowerThan().toNanos(),
                        rate.kinds()));
            } else if (trigger instanceof CountTrigger count) {
                long within = count.within().toNanos();
                long slow = count.slowerThan().toNanos();
                facts.add(
                        slow == 0
                                ? new Fact.CountTrigger(count.count(), within, count.kinds())
                                : new Fact.SlowTrigger(count.count(), within, slow));
            }
        }
        OpenWait wait = settings.openWait();
        long longest =
                Math.max(wait.longest().toNanos(), wait.longestRetryAfter().toNanos());
        facts.add(new Fact.Opening(wait.shortestNanos(), longest, settings.probes()));
        return facts;
    }
}
