/** Bulkhead: limits how many calls a dependency has at one time. */
module io.holdfast.bulkhead {
    requires transitive io.holdfast.core;
    requires static org.jspecify;

    exports io.holdfast.bulkhead;
}
