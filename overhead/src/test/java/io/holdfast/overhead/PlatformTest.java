package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** Else a slowdown that is injected by a property would be compared with nothing. */
    @Test
    void propertiesDoNotCount() {
        assertThat(Platform.machine("amd64", "p", "tsc", 2, List.of("-Dholdfast.inject=20")))
                .isEqualTo("amd64-p-tsc-x2");
        assertThat(Platform.machine("amd64", "p", "", 2, List.of())).isEqualTo("amd64-p-x2");
    }

    @Test
    void thisMachineHasAName() {
        assertThat(Platform.here()).isEqualTo(Platform.here());
        assertThat(Platform.here().machine()).isNotEmpty();
    }
}
