package io.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.concurrency.Catcher.Seen;
import io.holdfast.concurrency.Catcher.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every variant is caught, and what catches it is green without. {@code -Dholdfast.variants=} a part of the words picks some. */
abstract class VariantTests {
    private static final String PICKED = System.getProperty("holdfast.variants", "");

    @TempDir
    Path temporary;

    abstract List<Variant> variants();

    @TestFactory
    Stream<DynamicTest> sound() {
        return picked().map(Variant::catcher)
                .distinct()
                .map(catcher -> DynamicTest.dynamicTest(String.join(" ", catcher.command()), () -> {
                    Seen seen = catcher.run(Files.createTempDirectory(temporary, "none"));
                    assertThat(seen.verdict()).as(seen.words()).isEqualTo(Verdict.SOUND);
                }));
    }

    @TestFactory
    Stream<DynamicTest> caught() {
        return picked().map(variant -> DynamicTest.dynamicTest(variant.what(), () -> {
            Path classes = Files.createTempDirectory(temporary, "broken");
            variant.compileInto(classes);
            Seen seen = variant.catcher().run(classes);
            System.out.println("[variants] " + variant.what() + ": " + seen.verdict() + ", " + seen.words());
            assertThat(seen.verdict()).as(seen.words()).isIn(Verdict.BROKEN, Verdict.HANGS);
        }));
    }

    private Stream<Variant> picked() {
        return variants().stream()
                .filter(variant -> Stream.of(PICKED.split(",")).anyMatch(variant.what()::contains));
    }
}
