/** Cache fallback: answers with the last good answer while the dependency gives none. */
module io.holdfast.cachefallback {
    requires transitive io.holdfast.core;
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;

    exports io.holdfast.cachefallback;
}
