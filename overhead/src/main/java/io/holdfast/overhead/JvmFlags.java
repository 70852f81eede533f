package io.holdfast.overhead;

import java.util.List;
import java.util.stream.Stream;

/** Flags of a fresh JVM: a small heap and the simplest collector, unless one's own flags are about the same. */
record JvmFlags(List<String> own) {
    private static final String COLLECTOR = "-XX:\\+Use(Serial|Parallel|ParallelOld|G1|Z|Shenandoah|Epsilon)GC";
    private static final String HEAP =
            "-X(ms|mx|mn).*|-XX:(Initial|Max|Min|SoftMax)(HeapSize|RAM).*|-XX:M(ax|in)HeapSize.*";

    /** The usual ones first, so that one's own win. */
    List<String> all() {
        Stream<String> heap = any(HEAP) ? Stream.of() : Stream.of("-Xms256m", "-Xmx256m");
        Stream<String> collector = any(COLLECTOR) ? Stream.of() : Stream.of("-XX:+UseSerialGC");
        return Stream.of(heap, collector, own.stream()).flatMap(flags -> flags).toList();
    }

    private boolean any(String pattern) {
        return own.stream().anyMatch(flag -> flag.matches(pattern));
    }
}
