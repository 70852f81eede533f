package io.holdfast.ratelimiter;

import io.holdfast.call.Refusal;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Control;
import io.holdfast.spi.Gate;
import org.jspecify.annotations.Nullable;

/** Operator overrides where permits are taken by hand, with the same meaning as in a pipeline. */
final class HandledControl {
    private HandledControl() {}

    /** The answer that an override gives in place of the limiter; null when the limiter is to be asked. */
    static @Nullable RatePermit answer(Gate limiter, long now, long permits) {
        Control.Mode mode = limiter.mode();
        if (mode == null || mode == Control.Mode.DRY_RUN) {
            return null;
        }
        return mode == Control.Mode.OFF
                ? free(limiter, now, permits)
                : RatePermit.refused(
                        limiter.time(), now, limiter.refused("", Refusal.code(RejectionKind.FORCED_OPEN, 0)));
    }

    /** A refusal, or under a dry run only the word of it. */
    static RatePermit refused(Gate limiter, long now, long permits, long code) {
        if (limiter.mode() == Control.Mode.DRY_RUN) {
            limiter.wouldHave("refused: " + Refusal.kind(code).text());
            return free(limiter, now, permits);
        }
        return RatePermit.refused(limiter.time(), now, limiter.refused("", code));
    }

    private static RatePermit free(Gate limiter, long now, long permits) {
        return RatePermit.granted(RateAccount.NONE, limiter.time(), permits, now, now);
    }
}
