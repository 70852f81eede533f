package io.holdfast.benchmarks;

import java.util.concurrent.atomic.AtomicLongArray;

/** Words that share their cache lines, and the lines that are fetched with them, with nothing else. */
final class Padded {
    static final int FIRST = 32;
    static final int SECOND = 64;
    static final int THIRD = 96;
    static final int FOURTH = 128;
    private static final int LENGTH = 160;

    private Padded() {}

    static AtomicLongArray words() {
        return new AtomicLongArray(LENGTH);
    }
}
