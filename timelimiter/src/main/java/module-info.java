/** Time limiter: limits how long one attempt may take. */
module io.holdfast.timelimiter {
    requires transitive io.holdfast.core;
    requires static org.jspecify;

    exports io.holdfast.timelimiter;
}
