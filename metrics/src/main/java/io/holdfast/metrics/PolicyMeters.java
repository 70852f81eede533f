package io.holdfast.metrics;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Policy;
import io.holdfast.spi.Reading;
import io.holdfast.spi.Role;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The meters of one policy, which they do not hold. */
final class PolicyMeters implements RegistryFollower.Attached {
    private static final Runnable NOTHING = () -> {};

    private final MeterRegistry meters;
    private final List<Meter> bound;
    private final @Nullable MostRefusedKeys keys;

    PolicyMeters(Policy policy, Ownership owner, MetricsOptions options, MeterRegistry meters) {
        this.meters = meters;
        boolean keyed = options.mostKeys() > 0 && policy instanceof Gate gate && (gate.needs() & Gate.KEYED) != 0;
        this.keys = keyed ? new MostRefusedKeys(policy, options.mostKeys(), meters, tags(policy, owner)) : null;
        try {
            this.bound = of(policy, owner, keys == null ? NOTHING : keys::show).bind(meters);
        } catch (Throwable broken) {
            if (keys != null) {
                keys.close();
            }
            throw broken;
        }
    }

    static boolean clashes(MeterRegistry meters, Policy policy, Ownership owner) {
        return of(policy, owner, NOTHING).clashes(meters);
    }

    private static ReadingMeters<Policy> of(Policy policy, Ownership owner, Runnable before) {
        Role role = policy.role(); // the meters must not hold the policy
        Function<Reading, String> name = reading -> MeterNames.ofPolicy(role, reading);
        return new ReadingMeters<>(policy, Policy::readings, name, tags(policy, owner), before);
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
        if (keys != null) {
            keys.close();
        }
    }
}
