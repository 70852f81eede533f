package io.holdfast.bulkhead;

import io.holdfast.spi.Fact;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of {@link Compartments}: the one place of options, defaults and accepted ranges. As text, the options of a
 * compartment carry its name: {@code checkout.permits}; those of all others are {@code *.permits} and so on.
 *
 * @param compartments the declared ones by caller class, in their order; from 1 to 1,000
 * @param others what each other caller class gets; empty, the default, if there may be no other
 * @param maxOthers how many other caller classes may have a compartment at one time; from 1 to 1,000,000 with {@code others},
 *     else 0
 */
public record CompartmentsSettings(
        Map<String, BulkheadSettings> compartments, Optional<BulkheadSettings> others, int maxOthers)
        implements PolicySettings<CompartmentsSettings> {
    private static final int MOST_DECLARED = 1_000;
    private static final String OTHERS = "*.";

    /**
     * Checks the parts, and copies the map.
     *
     * @param compartments as above
     * @param others as above
     * @param maxOthers as above
     */
    public CompartmentsSettings {
        Require.given("others", others);
        Map<String, BulkheadSettings> copy = new LinkedHashMap<>(Require.given("compartments", compartments));
        Require.range("compartments", copy.size(), 1, MOST_DECLARED);
        copy.forEach((name, each) -> Require.given(Require.name("compartment", name), each));
        Require.range("maxOthers", maxOthers, others.isPresent() ? 1 : 0, others.isPresent() ? PermitWord.MOST : 0);
        compartments = Collections.unmodifiableMap(copy);
    }

    /** All compartments together: a call enters one of them, so only the longest wait counts. */
    Fact.Concurrency inAll() {
        long permits = 0;
        long waiting = 0;
        long longest = 0;
        for (BulkheadSettings each : compartments.values()) {
            permits += each.permits();
            waiting += each.maxWaiting();
            longest = Math.max(longest, each.maxWait().toNanos());
        }
        if (others.isPresent()) {
            BulkheadSettings each = others.get();
            permits += (long) maxOthers * each.permits();
            waiting += (long) maxOthers * each.maxWaiting();
            longest = Math.max(longest, each.maxWait().toNanos());
        }
        return new Fact.Concurrency(
                (int) Math.min(permits, Integer.MAX_VALUE), (int) Math.min(waiting, Integer.MAX_VALUE), longest);
    }

    /**
     * The same with one compartment more, or with other settings for one.
     *
     * @param callerClass whose
     * @param settings its settings
     * @return new settings
     */
    public CompartmentsSettings with(String callerClass, BulkheadSettings settings) {
        Map<String, BulkheadSettings> more = new LinkedHashMap<>(compartments);
        more.put(callerClass, settings);
        return new CompartmentsSettings(more, others, maxOthers);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        compartments.forEach((name, each) -> each.write(options, name + "."));
        others.ifPresent(each -> each.write(options, OTHERS));
        if (others.isPresent()) {
            options.put("maxOthers", Integer.toString(maxOthers));
        }
        return options;
    }

    @Override
    public CompartmentsSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        Map<String, BulkheadSettings> changed = new LinkedHashMap<>();
        compartments.forEach((name, each) -> changed.put(name, each.read(options, name + ".")));
        Optional<BulkheadSettings> changedOthers = others.map(each -> each.read(options, OTHERS));
        int most = others.isPresent() ? options.integer("maxOthers", maxOthers) : 0;
        options.refuseUnknown();
        return new CompartmentsSettings(changed, changedOthers, most);
    }
}
