package io.holdfast.metrics;

import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import java.util.Locale;
import java.util.Map;

/** How readings are called as meters: stable dotted names, base units, a line of help for each. */
final class MeterNames {
    private static final String NANOSECONDS = "nanoseconds";
    private static final double NANOS_PER_SECOND = 1e9;

    /** What every gate or every policy counts, so that one name means the same for all of them, and their unit. */
    private static final Map<String, String> COMMON = Map.of("rejections", "calls", "dry.run.interventions", "calls");

    private static final Map<String, String> HELP = Map.ofEntries(
            Map.entry("holdfast.calls", "Calls that have ended, by how the pipeline ended them, before any fallback"),
            Map.entry("holdfast.attempts", "Times that the work was started"),
            Map.entry("holdfast.rejections", "Attempts that a gate refused"),
            Map.entry("holdfast.dry.run.interventions", "What a policy under a dry run would have done"),
            Map.entry("holdfast.degraded", "Answers that were not the dependency's own, by where they came from"),
            Map.entry("holdfast.pipeline.abandoned.running", "Work that runs though its call is over"),
            Map.entry("holdfast.pipeline.abandoned", "Work that was given up while it ran"),
            Map.entry("holdfast.pipeline.faults", "Throwables of listeners, classifiers and other user code"),
            Map.entry("holdfast.breaker.state", "0 closed, 1 open, 2 half-open"),
            Map.entry("holdfast.breaker.state.time", "How long it has been in each state"),
            Map.entry("holdfast.breaker.recoveries", "Times that probes have closed it again"),
            Map.entry("holdfast.breaker.until.probe", "How long until a probe may pass; 0 unless it is open"),
            Map.entry("holdfast.breaker.failures", "Failures that it was told of"),
            Map.entry("holdfast.breaker.slow.calls", "Slow calls that it was told of"),
            Map.entry("holdfast.breaker.probes.out", "Probes under way"),
            Map.entry("holdfast.breaker.transitions", "Changes of state"),
            Map.entry("holdfast.breaker.late.outcomes", "Outcomes that came after the state had changed"),
            Map.entry("holdfast.bulkhead.permits.in.use", "Permits that are taken"),
            Map.entry("holdfast.bulkhead.permits.available", "Permits that are free"),
            Map.entry("holdfast.bulkhead.permits.limit", "Permits that there are"),
            Map.entry("holdfast.bulkhead.oldest.holder", "For how long the oldest permit has been taken"),
            Map.entry("holdfast.bulkhead.waiting", "Calls that wait for a permit"),
            Map.entry("holdfast.bulkhead.waits", "Waits for a permit that are over, with or without one"),
            Map.entry("holdfast.bulkhead.wait.time", "How long calls have waited for a permit, all together"),
            Map.entry("holdfast.limiter.waits", "Waits for their turn that are over, with or without it"),
            Map.entry("holdfast.limiter.wait.time", "How long calls have waited for their turn, all together"),
            Map.entry("holdfast.limiter.permits.reserved", "What waiting calls have reserved"),
            Map.entry("holdfast.retry.budget.available", "Repetitions that the budget would still pay for"),
            Map.entry("holdfast.retry.budget.refused", "Repetitions that the budget did not pay for"),
            Map.entry("holdfast.limit.abandoned", "Work that runs on after its limit"),
            Map.entry("holdfast.limiter.permits.available", "What the rate limit would let pass at once"),
            Map.entry("holdfast.bulkhead.compartments", "Compartments that there are"),
            Map.entry("holdfast.limiter.keys", "Keys that it remembers"),
            Map.entry("holdfast.limiter.keys.forgotten", "Keys it could forget without loss"),
            Map.entry("holdfast.limiter.keys.evicted", "Keys it had to give up for others"),
            Map.entry("holdfast.limiter.keys.overflowed", "Calls of keys for which there was no room"),
            Map.entry("holdfast.cache.entries", "Answers that are remembered"),
            Map.entry("holdfast.cache.flights", "Keys that are being asked for"),
            Map.entry("holdfast.cache.fresh", "Calls answered from memory, fresh"),
            Map.entry("holdfast.cache.shared", "Calls that shared the answer of another call"),
            Map.entry("holdfast.cache.stale", "Calls answered from memory in place of a failure"),
            Map.entry("holdfast.cache.too.old", "Failures for which what was remembered was too old"),
            Map.entry("holdfast.cache.remembered", "Answers that were put into memory"),
            Map.entry("holdfast.cache.store.faults", "Times that the store broke"),
            Map.entry("holdfast.retry.retries", "Attempts after the first"),
            Map.entry("holdfast.retry.exhausted", "Calls that failed and are not repeated any more"),
            Map.entry("holdfast.limit.cuts", "Attempts that were cut at their limit"));

    private MeterNames() {}

    static String ofPolicy(Role role, Reading reading) {
        return COMMON.containsKey(reading.name())
                ? "holdfast." + reading.name()
                : "holdfast." + word(role) + "." + reading.name();
    }

    static String unit(Reading reading) {
        String common = COMMON.get(reading.name());
        return common != null ? common : reading.unit().equals(NANOSECONDS) ? "seconds" : reading.unit();
    }

    static double value(Reading reading) {
        long raw = reading.value().getAsLong();
        return reading.unit().equals(NANOSECONDS) ? raw / NANOS_PER_SECOND : raw;
    }

    static String help(String name) {
        String known = HELP.get(name);
        return known != null ? known : "Reading '" + name.substring("holdfast.".length()) + "'";
    }

    static String role(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(Role role) {
        return switch (role) {
            case TOTAL_LIMIT -> "total";
            case RETRY -> "retry";
            case HEDGE -> "hedge";
            case BREAKER -> "breaker";
            case THROTTLE -> "throttle";
            case RATE -> "limiter";
            case CONCURRENCY -> "bulkhead";
            case ATTEMPT_LIMIT -> "limit";
            case FAULTS -> "faults";
        };
    }
}
