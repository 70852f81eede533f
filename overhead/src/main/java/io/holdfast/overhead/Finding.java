package io.holdfast.overhead;

/**
 * What became of one call.
 *
 * @param name of the call
 * @param kind what was found
 * @param words a sentence: by how much, in how many JVMs, and what to do
 */
public record Finding(String name, Kind kind, String words) {
    /** What can be found. */
    public enum Kind {
        /** Within what was accepted. */
        HELD(false),
        /** Faster, or fewer bytes, than accepted: record again to keep the gain. */
        BETTER(false),
        /** Bytes held; of no call were ratios accepted on this machine and JDK. */
        TIME_UNKNOWN(false),
        /** Bytes held; ratios were accepted of other calls on this machine and JDK, but not of this one. */
        TIME_MISSING(true),
        /** More time than accepted, in every repetition. */
        SLOWER(true),
        /** More bytes than accepted, in every repetition. */
        FATTER(true),
        /** Measured, but never accepted on this JDK. */
        UNKNOWN(true),
        /** Accepted, but not measured any more. */
        GONE(true);

        private final boolean failing;

        Kind(boolean failing) {
            this.failing = failing;
        }

        /**
         * Whether a check fails because of it.
         *
         * @return true if it does
         */
        public boolean failing() {
            return failing;
        }
    }
}
