package io.holdfast.ratelimiter;

import io.holdfast.state.Gcra;

/** Permits of a {@link RateLimiter}: they go back to the word they were taken from, until that is sealed. */
record GcraAccount(RateLimiter limiter, Gcra words, long tat) implements RateAccount {
    @Override
    public boolean giveBack(long permits) {
        return words.refund(tat, permits);
    }

    @Override
    public void charge(long permits) {
        limiter.charge(permits);
    }
}
