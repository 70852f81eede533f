/** Keeps what a pipeline costs: time as a ratio to baselines of the same run, and bytes per call. */
module io.holdfast.overhead {
    requires transitive io.holdfast.core;
    requires java.management;
    requires jdk.management;
    requires static org.jspecify;

    exports io.holdfast.overhead;
}
