package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.overhead.Finding;
import io.holdfast.overhead.OverheadBudget;
import io.holdfast.overhead.OverheadReport;
import io.holdfast.overhead.Subject;
import io.holdfast.overhead.SubjectSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCallsTest {
    private static final Path ACCEPTED = Path.of("accepted.properties");

    @TempDir
    private Path folder;

    /** Fresh JVMs, with bytes alone: what they cost in time is not for a build to say. */
    @Test
    void freshJvmsTellOneObject() {
        Path file = folder.resolve("accepted.properties");
        OverheadBudget.forked(Calls.class).bytesOnly().record(file);
        OverheadBudget more = OverheadBudget.forked(Calls.class).bytesOnly().jvmArgs("-Dcalls.fat=true");
        OverheadReport report = more.compare(file);
        assertThat(report.failures()).extracting(Finding::name).containsExactly("call");
        assertThat(report.text()).contains("16 B per call instead of 0, in 3 of 3 measurements");
    }

    /** On the JDKs on record; on others the command says that nothing was accepted. */
    @Test
    void theAcceptedFileKnowsWhatIsKept() throws Exception {
        String jdk = "jdk" + Runtime.version().feature() + ".bytes.";
        Set<String> known = Files.readAllLines(ACCEPTED).stream()
                .filter(line -> line.startsWith(jdk))
                .map(line -> line.substring(jdk.length(), line.indexOf('=')))
                .collect(Collectors.toSet());
        assumeThat(known).as("JDKs on record").isNotEmpty();
        assertThat(known).isEqualTo(new KeptCalls().subjects().keySet());
    }

    /** The JDKs that we build on are on record, else the assumption above would hide that they are not. */
    @Test
    void theJdksThatWeBuildOnAreOnRecord() throws Exception {
        assertThat(Files.readString(ACCEPTED)).contains("jdk17.bytes.four=", "jdk25.bytes.four=");
    }

    /** A pipeline without policies, around work that makes an object if it is told to. */
    public static final class Calls implements SubjectSet {
        private static final boolean FAT = Boolean.getBoolean("calls.fat");

        private final Pipeline pipeline =
                Pipeline.named("calls").in(Registry.create()).build();

        @Override
        public Map<String, Subject> subjects() {
            return Map.of("call", () -> pipeline.call(() -> FAT ? new Object() : "done"));
        }
    }
}
