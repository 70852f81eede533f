/** Rate limiter: limits how many calls a dependency gets per time. */
module io.holdfast.ratelimiter {
    requires transitive io.holdfast.core;
    requires static org.jspecify;

    exports io.holdfast.ratelimiter;
}
