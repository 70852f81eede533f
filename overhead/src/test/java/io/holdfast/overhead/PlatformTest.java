package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another machine is taken for this one by, gives ratios that do not belong here. */
class PlatformTest {
    private static final List<String> AMD = List.of(
            "processor\t: 0",
            "cpu family\t: 26",
            "model\t\t: 2",
            "model name\t: AMD EPYC",
            "stepping\t: 1",
            "flags\t\t: a");

    @Test
    void generationsOfOneNameAreApart() {
        assertThat(Platform.processor(AMD)).isEqualTo("AMD EPYC-26-2-1");
        List<String> older = AMD.stream()
                .map(line -> line.replace("family\t: 26", "family\t: 25"))
                .toList();
        assertThat(Platform.processor(older)).isNotEqualTo(Platform.processor(AMD));
    }

    @Test
    void armIsKnownByItsNumbers() {
        assertThat(Platform.processor(List.of(
                        "processor\t: 0",
                        "CPU implementer\t: 0x41",
                        "CPU architecture: 8",
                        "CPU variant\t: 0x3",
                        "CPU part\t: 0xd0c",
                        "CPU revision\t: 1",
                        "processor\t: 1",
                        "CPU part\t: 0xd0d")))
                .isEqualTo("0x41-8-0x3-0xd0c-1");
    }

    @Test
    void clockProcessorsAndFlagsCount() {
        String plain = Platform.machine("amd64", "AMD EPYC-26-2-1", "tsc", 2, List.of());
        assertThat(plain).isEqualTo("amd64-AMD-EPYC-26-2-1-tsc-x2");
        assertThat(List.of(
                        Platform.machine("amd64", "AMD EPYC-26-2-1", "hpet", 2, List.of()),
                        Platform.machine("amd64", "AMD EPYC-26-2-1", "tsc", 4, List.of()),
                        Platform.machine("amd64", "AMD EPYC-26-2-1", "tsc", 2, List.of("-XX:+UseZGC")),
                        Platform.machine("amd64", "AMD EPYC-26-2-1", "tsc", 2, List.of("-XX:+UseG1GC")),
                        plain))
                .doesNotHaveDuplicates()
                .allSatisfy(machine -> assertThat(machine).matches("[A-Za-z0-9-]+"));
    }

    /** The order is for nobody to remember, and folders of a build have numbers: the machine is the same. */
    @Test
    void orderAndFoldersOfFlagsDoNotCount() {
        assertThat(flagged("-Xmx1g", "-XX:+UseZGC")).isEqualTo(flagged("-XX:+UseZGC", "-Xmx1g"));
        assertThat(flagged("-XX:HeapDumpPath=/build/17")).isEqualTo(flagged("-XX:HeapDumpPath=/build/18"));
        assertThat(flagged("-Xlog:gc:file=/a/gc.log")).isEqualTo(flagged("-Xlog:gc:file=/b/gc.log"));
    }

    /** An agent for coverage adds its probes to what is measured. */
    @Test
    void agentsCount() {
        String agent = flagged("-javaagent:/home/one/org.jacoco.agent.jar=destfile=/build/17/jacoco.exec");
        assertThat(agent)
                .isNotEqualTo(flagged())
                .isNotEqualTo(flagged("-agentlib:jdwp=transport=dt_socket,address=1"))
                .isEqualTo(flagged("-javaagent:/home/other/org.jacoco.agent.jar=destfile=/build/18/jacoco.exec"));
        assertThat(flagged("-agentlib:jdwp=address=1")).isEqualTo(flagged("-agentlib:jdwp=address=2"));
    }

    /** Another compiler finds other objects that need not be. */
    @Test
    void compilersAreApart() {
        assertThat(Platform.jdk(25, "OpenJDK 64-Bit Server VM", "25+36-LTS")).isEqualTo("jdk25");
        assertThat(Platform.jdk(25, "Java HotSpot(TM) 64-Bit Server VM", "25+37-LTS"))
                .isEqualTo("jdk25");
        assertThat(Platform.jdk(25, "OpenJDK 64-Bit Server VM", "25+37-jvmci-b01"))
                .isEqualTo("jdk25-jvmci");
        assertThat(Platform.jdk(25, "Eclipse OpenJ9 VM", "openj9-0.56")).isEqualTo("jdk25-Eclipse-OpenJ9-VM");
    }

    private static String flagged(String... flags) {
        return Platform.machine("amd64", "p", "tsc", 2, List.of(flags));
    }

    /** Else a slowdown that is injected by a property would be compared with nothing. */
    @Test
    void propertiesDoNotCount() {
        assertThat(Platform.machine("amd64", "p", "tsc", 2, List.of("-Dholdfast.inject=20")))
                .isEqualTo("amd64-p-tsc-x2");
        assertThat(Platform.machine("amd64", "p", "", 2, List.of())).isEqualTo("amd64-p-x2");
    }

    @Test
    void whoCannotBeAskedSaysNothing() {
        assertThat(Platform.said(List.of("no/such/command"))).isEmpty();
        String command = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(Platform.said(List.of(command, "-version"))).contains("version");
    }

    @Test
    void thisMachineHasAName() {
        assertThat(Platform.here()).isEqualTo(Platform.here());
        assertThat(Platform.here().machine()).isNotEmpty();
    }
}
