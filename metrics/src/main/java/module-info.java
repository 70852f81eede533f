/** Meters: shows the readings of pipelines in Micrometer. */
module io.holdfast.metrics {
    requires transitive io.holdfast.core;
    requires transitive micrometer.core;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.holdfast.metrics;
}
