/** Circuit breaker: stops calling a dependency that is failing. */
module io.holdfast.circuitbreaker {
    requires transitive io.holdfast.core;
    requires static org.jspecify;

    exports io.holdfast.circuitbreaker;
}
