package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.overhead.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real pipeline in this JVM. Times are not looked at: this machine may be busy. */
class OverheadBudgetTest {
    private final Pipeline pipeline =
            Pipeline.named("payments eu").in(Registry.create()).build();

    @TempDir
    private Path folder;

    @Test
    void bytesOfAPipelineAreKept() {
        Path file = folder.resolve("kept").resolve("accepted.properties");
        OverheadBudget budget = OverheadBudget.of(pipeline).bytesOnly();
        OverheadExceeded nobody = catchThrowableOfType(OverheadExceeded.class, () -> budget.check(file));
        assertThat(nobody.report().failures()).extracting(Finding::kind).containsExactly(Kind.UNKNOWN, Kind.UNKNOWN);
        budget.record(file);
        OverheadReport held = budget.check(file);
        assertThat(held.findings())
                .extracting(Finding::name)
                .containsExactly("payments-eu.call", "payments-eu.tryCall");
        assertThat(held.text()).contains("payments-eu.call: 0 B", "payments-eu.tryCall: 16 B");
    }

    /** The calls of one pipeline are always the same two: those of another are not gone. */
    @Test
    void pipelinesShareAFile() throws IOException {
        Path file = folder.resolve("accepted.properties");
        String jdk = Platform.here().jdk();
        Files.writeString(
                file,
                ("JDK.bytes.payments-eu.call=0.0\nJDK.bytes.payments-eu.tryCall=16.0\n"
                                + "JDK.bytes.orders.call=0.0\nJDK.bytes.orders.tryCall=16.0\n")
                        .replace("JDK", jdk));
        assertThat(OverheadBudget.of(pipeline).bytesOnly().check(file).findings())
                .extracting(Finding::name)
                .containsExactly("payments-eu.call", "payments-eu.tryCall");
        OverheadBudget calls =
                OverheadBudget.of(Map.of("orders.call", () -> "done")).bytesOnly();
        OverheadExceeded gone = catchThrowableOfType(OverheadExceeded.class, () -> calls.check(file));
        assertThat(gone).hasMessageContaining("GONE  payments-eu.call").hasMessageContaining("a file of its own");
    }

    /** Another JVM, another JDK: measuring takes minutes, and who is ready first is not to be forgotten. */
    @Test
    void whatOthersRecordMeanwhileStays() throws IOException {
        Path file = folder.resolve("accepted.properties");
        boolean[] written = {false};
        Subject call = () -> {
            if (!written[0]) {
                written[0] = true;
                Files.writeString(file, "jdk8.bytes.call=8.0\n");
            }
            return "done";
        };
        OverheadBudget.of(Map.of("call", call)).bytesOnly().record(file);
        assertThat(Files.readAllLines(file)).contains("jdk8.bytes.call=8.0");
    }

    /** A limiter that admits less than millions of calls per second is what a user tries first. */
    @Test
    void callThatFailsIsNamed() {
        Map<String, Subject> denied = Map.of("payments.call", () -> {
            throw new IllegalArgumentException("denied");
        });
        assertThat(catchThrowableOfType(
                        IllegalStateException.class,
                        () -> OverheadBudget.of(denied).bytesOnly().compare(folder.resolve("none"))))
                .hasMessageContaining("payments.call")
                .hasMessageContaining("denied")
                .hasMessageContaining("limiter");
    }

    @Test
    void oneObjectMoreIsTold() {
        Path file = folder.resolve("accepted.properties");
        OverheadBudget.of(Map.of("c", () -> pipeline.call(() -> "done")))
                .bytesOnly()
                .record(file);
        OverheadBudget now =
                OverheadBudget.of(Map.of("c", () -> pipeline.call(Object::new))).bytesOnly();
        OverheadExceeded more = catchThrowableOfType(OverheadExceeded.class, () -> now.check(file));
        assertThat(more).hasMessageContaining("16 B per call instead of 0").hasMessageContaining("record");
    }

    @Test
    void whatFailsIsToldWithItsCause() {
        Map<String, Subject> failing = Map.of("f", () -> fail());
        assertThat(catchThrowableOfType(
                        IllegalStateException.class,
                        () -> OverheadBudget.of(failing).bytesOnly().compare(folder.resolve("none"))))
                .hasMessageContaining("down")
                .hasCauseInstanceOf(IOException.class);
    }

    private static @Nullable Object fail() throws IOException {
        throw new IOException("down");
    }

    @Test
    void badInputIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverheadBudget.of(Map.of("a b", () -> "done")))
                .withMessageContaining("'a b' (expected: no blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverheadBudget.of(Map.of()))
                .withMessageContaining("expected: at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverheadBudget.of(pipeline).tolerance(0))
                .withMessageContaining("0.0 (expected: 0.01 to 10)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverheadBudget.of(pipeline).against("old.jar"))
                .withMessageContaining("expected: a budget in fresh JVMs");
    }
}
