package io.holdfast.ratelimiter;

/** Where permits were taken from, and where they go back to. */
interface RateAccount {
    /** For permits that were never taken. */
    RateAccount NONE = new RateAccount() {
        @Override
        public boolean giveBack(long permits) {
            return false;
        }

        @Override
        public void charge(long permits) {}
    };

    /** Gives back what was not used; false when others have bought on top of it, so that nothing could be. */
    boolean giveBack(long permits);

    /** Takes more, whether it is there or not. */
    void charge(long permits);
}
