/**
 * The core of Holdfast: pipelines, the policy SPI, the drivers and time.
 *
 * <p>Packages, lowest first: {@code time}, {@code event}, {@code call}, {@code spi}, {@code state}, {@code explain},
 * {@code lint} and {@code engine} (not exported), {@code io.holdfast}, which a user types, and {@code jmx}. Imports point only downward in this list.
 */
@SuppressWarnings("module") // the modules that are exported to are built after this one
module io.holdfast.core {
    requires org.slf4j;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires static java.management; // for io.holdfast.jmx only

    exports io.holdfast;
    exports io.holdfast.call;
    exports io.holdfast.event;
    exports io.holdfast.explain;
    exports io.holdfast.jmx;
    exports io.holdfast.spi;
    exports io.holdfast.time;
    exports io.holdfast.state to
            io.holdfast.bulkhead,
            io.holdfast.circuitbreaker,
            io.holdfast.ratelimiter,
            io.holdfast.retry,
            io.holdfast.timelimiter,
            io.holdfast.cachefallback;
}
