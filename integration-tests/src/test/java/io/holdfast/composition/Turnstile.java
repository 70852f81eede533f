package io.holdfast.composition;

import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicyRecipe;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Require;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A gate whose settings can be changed: lets so many in at one time, and remembers how many have gone through. */
final class Turnstile extends Gate implements Reconfigurable<Turnstile.Arms> {
    /** Its settings; the last two are only for the linter to look at. */
    record Arms(int permits, int minimumCalls, int lastCalls) implements PolicySettings<Arms> {
        Arms {
            Require.range("permits", permits, 1, 1_000);
            Require.range("minimumCalls", minimumCalls, 1, 1_000);
            Require.range("lastCalls", lastCalls, 1, 1_000);
        }

        @Override
        public Map<String, String> options() {
            return Map.of("permits", "" + permits, "minimumCalls", "" + minimumCalls, "lastCalls", "" + lastCalls);
        }

        @Override
        public Arms with(Map<String, String> changes) {
            Options options = new Options(changes);
            int first = options.integer("permits", permits);
            int second = options.integer("minimumCalls", minimumCalls);
            int third = options.integer("lastCalls", lastCalls);
            options.refuseUnknown();
            return new Arms(first, second, third);
        }
    }

    /** A live turnstile refuses to be set to so many. */
    static final int UNLUCKY = 13;

    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger mostInside = new AtomicInteger();
    final AtomicLong passed = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    private volatile Arms arms;

    Turnstile(PolicySite site, Arms arms) {
        super(site.name(), site.time());
        this.arms = arms;
    }

    static PolicyRecipe of(int permits) {
        return new PolicyRecipe() {
            @Override
            public String kind() {
                return "turnstile";
            }

            @Override
            public Turnstile create(PolicySite site) {
                return new Turnstile(site, new Arms(permits, 5, 10));
            }
        };
    }

    @Override
    public Arms settings() {
        return arms;
    }

    @Override
    public void reconfigure(Arms next) {
        if (next.permits() == UNLUCKY) {
            throw Require.refused("permits", next.permits(), "another number");
        }
        arms = next;
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public List<Fact> facts() {
        Arms now = arms;
        return List.of(
                new Fact.Concurrency(now.permits(), 0, 0),
                new Fact.RateTrigger(50, now.minimumCalls(), now.lastCalls(), 0, 0, Set.of()));
    }

    @Override
    public long enter(long now, long deadline, @Nullable Object subject) {
        while (true) {
            int seen = inside.get();
            if (seen >= arms.permits()) {
                return refuse(RejectionKind.CONCURRENCY_FULL, 0);
            }
            if (inside.compareAndSet(seen, seen + 1)) {
                mostInside.accumulateAndGet(seen + 1, Math::max);
                return 0;
            }
        }
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        inside.decrementAndGet();
        (verdict.effect() == Effect.SUCCESS ? passed : failed).incrementAndGet();
    }
}
