package io.holdfast.overhead;

import java.util.Map;
import java.util.Set;

/** Where samples come from: fresh JVMs, this JVM, or a test. */
@FunctionalInterface
interface Source {
    /**
     * Measures once more. All calls run, always, because what runs beside a call decides how it is compiled; samples are of these
     * names alone, or of all when there are none.
     */
    Map<String, Sample> next(Set<String> names);
}
