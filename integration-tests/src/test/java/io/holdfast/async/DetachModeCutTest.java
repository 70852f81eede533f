package io.holdfast.async;

import io.holdfast.PipelineBuilder;
import io.holdfast.timelimiter.TimeLimiter;

/** The same where it is the time limiter that detaches. */
class DetachModeCutTest extends DetachedCutTest {
    @Override
    PipelineBuilder limited(PipelineBuilder builder, TimeLimiter.Recipe limit) {
        return builder.with(limit.detach(this::execute));
    }

    @Override
    DetachedCutTest fresh() {
        return new DetachModeCutTest();
    }
}
