package io.holdfast.scenario;

import io.holdfast.Pipeline;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.call.Outcome;
import io.holdfast.call.RejectedException;
import io.holdfast.call.TimedOutException;
import io.holdfast.spi.Control;
import io.holdfast.spi.Control.Mode;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.spi.Policy;
import io.holdfast.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/** Random events around and inside calls of one thread on automatic time. What happens follows from the seed alone. */
final class History {
    static final IllegalStateException FAILURE = new Quiet();
    private static final CancellationException NEUTRAL = new CancellationException("neutral");
    private static final AssertionError ERROR = new AssertionError("error");

    /** Without a trace, because there are many. */
    private static final class Quiet extends IllegalStateException {
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    final SplittableRandom random;
    final VirtualTime time;
    int runs;
    int refusals;
    int cuts;
    int overrides;

    History(long seed, VirtualTime time) {
        this.random = new SplittableRandom(seed);
        this.time = time;
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    Duration upTo(int nanos) {
        return Duration.ofNanos(random.nextInt(nanos + 1));
    }

    /** One call; whatever it throws is part of the game. */
    void call(Pipeline pipeline) {
        try {
            Outcome<String> outcome = switch (random.nextInt(3)) {
                case 0 -> pipeline.tryCall(this::work);
                case 1 -> new Outcome.Success<>(pipeline.callWith("subject", subject -> work()));
                default -> new Outcome.Success<>(pipeline.callAware(call -> work()));
            };
            refusals += outcome.failure().isPresent() && outcome.reason().startsWith("rejected") ? 1 : 0;
        } catch (RejectedException refused) {
            refusals++;
        } catch (TimedOutException cut) {
            cuts++;
        } catch (Exception | AssertionError expected) {
            if (expected instanceof AssertionError && expected != ERROR) {
                throw (AssertionError) expected;
            }
        }
    }

    String work() throws InterruptedException {
        runs++;
        if (oneIn(3)) {
            time.sleep(upTo(120));
        } else if (oneIn(20)) {
            time.advance(upTo(200)); // deaf to interrupts
        }
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> throw FAILURE;
            case 3 -> throw NEUTRAL;
            case 4 -> {
                if (oneIn(4)) {
                    throw ERROR;
                }
                yield "value";
            }
            default -> "value";
        };
    }

    /** Somebody else takes a permit and gives it back later. */
    void occupy(Bulkhead bulkhead) {
        Permit permit = bulkhead.tryAcquire();
        time.schedule(random.nextInt(150), permit::close);
    }

    void override(Policy policy) {
        overrides++;
        Mode mode = Mode.values()[random.nextInt(policy instanceof Gate ? 3 : 2)];
        Control order = Control.of(mode, "history", "test");
        policy.apply(oneIn(2) ? order : order.expiringAfter(upTo(99).plusNanos(1)));
    }

    void interruptSoon() {
        Thread caller = Thread.currentThread();
        time.schedule(random.nextInt(100), caller::interrupt);
    }

    void removeOverrides(List<Policy> policies) {
        policies.forEach(Policy::removeControl);
    }
}
