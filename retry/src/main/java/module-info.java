/** Retry: repeats failed attempts. */
module io.holdfast.retry {
    requires transitive io.holdfast.core;
    requires static org.jspecify;

    exports io.holdfast.retry;
}
