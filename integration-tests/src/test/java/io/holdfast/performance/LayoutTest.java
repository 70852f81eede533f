package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.state.GcraCell;
import io.holdfast.state.HotLong;
import io.holdfast.time.WatchdogSlot;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/**
 * A word that every call writes shares its cache line, and the neighbour that the processor fetches with it, with nothing
 * that another thread reads or writes: neither other fields, nor the header in front, nor the object behind.
 */
class LayoutTest {
    private static final int APART = 64;

    @BeforeAll
    static void lookWithoutAnAgent() {
        System.setProperty("jol.skipDynamicAttach", "true");
        System.setProperty("jol.skipHotspotSAAttach", "true");
    }

    @Test
    void hotLong() {
        assertAlone(HotLong.class, Set.of("word"), Set.of());
    }

    /** The armed thread writes these together, so they belong on one line; it alone reads the last one. */
    @Test
    void watchdogSlot() {
        assertAlone(WatchdogSlot.class, Set.of("word", "owner", "armedWord", "repeats"), Set.of("dog"));
    }

    /** One per key, and there may be a million of them: no padding. */
    @Test
    void aKeyedBucketTakes24Bytes() {
        assertThat(ClassLayout.parseClass(GcraCell.class).instanceSize()).isEqualTo(24);
    }

    private static void assertAlone(Class<?> type, Set<String> hot, Set<String> harmless) {
        ClassLayout layout = ClassLayout.parseClass(type);
        assertThat(layout.fields())
                .extracting(FieldLayout::name)
                .containsAll(hot)
                .containsAll(harmless);
        for (FieldLayout word : layout.fields()) {
            if (hot.contains(word.name())) {
                assertApart(word, 0, layout.headerSize(), "header");
                assertApart(word, layout.instanceSize(), layout.instanceSize(), "the next object");
                layout.fields().stream()
                        .filter(other -> !other.typeClass().equals("byte")) // the padding
                        .filter(other -> !hot.contains(other.name()) && !harmless.contains(other.name()))
                        .forEach(other ->
                                assertApart(word, other.offset(), other.offset() + other.size(), other.name()));
            }
        }
    }

    private static void assertApart(FieldLayout word, long from, long to, String what) {
        long end = word.offset() + word.size();
        assertThat(from >= end ? from - end : word.offset() - to)
                .as("bytes between " + word.name() + " and " + what)
                .isGreaterThanOrEqualTo(APART);
    }
}
