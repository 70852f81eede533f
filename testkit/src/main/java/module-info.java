/** Test kit: virtual time, scripted work, faults, the contract of gates, leak checks, random histories. */
module io.holdfast.testkit {
    requires transitive io.holdfast.core;
    requires java.management;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.holdfast.testkit;
}
