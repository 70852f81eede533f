/** Test kit: virtual time for policies and user code. */
module io.holdfast.testkit {
    requires transitive io.holdfast.core;
    requires static org.jspecify;

    exports io.holdfast.testkit;
}
