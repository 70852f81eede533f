package io.holdfast.metrics;

import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Function;

/** The meters of one policy, which they do not hold. */
final class PolicyMeters implements RegistryFollower.Attached {
    private static final Runnable NOTHING = () -> {};

    private final MeterRegistry meters;
    private final List<Meter> bound;

    PolicyMeters(Policy policy, Ownership owner, MetricsOptions options, MeterRegistry meters) {
        this.meters = meters;
        this.bound = of(policy, owner).bind(meters);
    }

    static boolean clashes(MeterRegistry meters, Policy policy, Ownership owner) {
        return of(policy, owner).clashes(meters);
    }

    private static ReadingMeters<Policy> of(Policy policy, Ownership owner) {
        Function<Reading, String> name = reading -> MeterNames.ofPolicy(policy.role(), reading);
        return new ReadingMeters<>(policy, Policy::readings, name, tags(policy, owner), NOTHING);
    }

    static Tags tags(Policy policy, Ownership owner) {
        return Tags.of(
                "policy",
                policy.name(),
                "role",
                MeterNames.role(policy.role()),
                "owner",
                owner.owner(),
                "tier",
                owner.tier());
    }

    @Override
    public void detach() {
        bound.forEach(meters::remove);
    }
}
