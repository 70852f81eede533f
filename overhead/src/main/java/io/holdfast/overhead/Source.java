package io.holdfast.overhead;

import java.util.Map;
import java.util.Set;

/** Where samples come from: fresh JVMs, this JVM, or a test. */
@FunctionalInterface
interface Source {
    /** Measures these calls once more; all when there are none. */
    Map<String, Sample> next(Set<String> names);
}
