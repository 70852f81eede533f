package io.holdfast.circuitbreaker;

import io.holdfast.spi.Fact;
import java.util.ArrayList;
import java.util.List;

/** What linters and explanations may know of a breaker. A number of slow calls has no fact: none says that yet. */
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
            } else if (trigger instanceof CountTrigger count
                    && count.slowerThan().isZero()) {
                facts.add(new Fact.CountTrigger(count.count(), count.within().toNanos(), count.kinds()));
            }
        }
        OpenWait wait = settings.openWait();
        long longest =
                Math.max(wait.longest().toNanos(), wait.longestRetryAfter().toNanos());
        facts.add(new Fact.Opening(wait.shortestNanos(), longest, settings.probes()));
        return facts;
    }
}
