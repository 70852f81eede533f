/** All of Holdfast's policies in one dependency: requiring this module is requiring them all. */
module io.holdfast {
    requires transitive io.holdfast.core;
    requires transitive io.holdfast.bulkhead;
    requires transitive io.holdfast.cachefallback;
    requires transitive io.holdfast.circuitbreaker;
    requires transitive io.holdfast.ratelimiter;
    requires transitive io.holdfast.retry;
    requires transitive io.holdfast.timelimiter;
}
