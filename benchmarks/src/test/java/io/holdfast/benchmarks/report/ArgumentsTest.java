package io.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    private static final Set<String> TOPICS = Set.of("four");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --fresh --minuts 10      | option: '--minuts' (expected: --minutes N, --fresh, --render or --only TOPIC,...)
            --fresh --minutes        | --minutes: no value (expected: a number of minutes)
            --fresh --minutes ten    | --minutes: 'ten' (expected: 2 to 600)
            --fresh --minutes NaN    | --minutes: 'NaN' (expected: 2 to 600)
            --fresh --minutes 1      | --minutes: '1' (expected: 2 to 600)
            --fresh --render         | --render: with [--fresh, --render] (expected: alone, it measures nothing)
            --fresh --only four      | --fresh: with --only (expected: one of them; --only measures anew what it names)
            --only four --only four  | --only: twice (expected: once; topics are separated by commas)
            --minutes 3 --minutes 4  | --minutes: twice (expected: once; topics are separated by commas)
            --only                   | --only: no value (expected: topics of [four])
            --only four,typo         | --only: 'typo' (expected on this JDK: some of [four])
            """)
    void mistakesAreTold(String args, String told) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.parse(List.of(args.split(" ")), 25, TOPICS))
                .withMessage(told);
    }

    @Test
    void everythingElseIsUnderstood() {
        assertThat(Arguments.parse(List.of(), 17, TOPICS)).isEqualTo(new Arguments(35, false, false, Set.of()));
        assertThat(Arguments.parse(List.of("--fresh", "--minutes", "2.5"), 25, TOPICS))
                .isEqualTo(new Arguments(2.5, true, false, Set.of()));
        assertThat(Arguments.parse(List.of("--only", "four,four"), 25, TOPICS).only())
                .containsExactly("four");
        assertThat(Arguments.parse(List.of("--render"), 21, TOPICS).render()).isTrue();
    }

    @Test
    void onAJdkWithoutReportNothingIsMeasured() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.parse(List.of(), 21, TOPICS))
                .withMessage("JDK: 21 (expected: one of [25, 17])");
    }

    @Test
    void whatAnotherJdkHasBuiltIsNotMeasured() {
        Set<String> of17 = Set.of("io.holdfast.benchmarks.Floor.workCall");
        Set<String> of25 = Set.of("io.holdfast.benchmarks.PeerHelidon.threeWithoutLimiter");
        Report.checkBuilt(17, of17);
        Report.checkBuilt(25, of25);
        assertThatIllegalStateException()
                .isThrownBy(() -> Report.checkBuilt(25, of17))
                .withMessage("benchmarks.jar: without Helidon (expected: built on JDK 25, by 'clean package')");
        assertThatIllegalStateException()
                .isThrownBy(() -> Report.checkBuilt(17, of25))
                .withMessageContaining("with Helidon");
    }

    /** Not clamped: a run that is given ten minutes takes no twenty. */
    @Test
    void lessTimeThanItTakesIsTold() {
        Report.checkTime(35, 400);
        Report.checkTime(2, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Report.checkTime(10, 400))
                .withMessage("--minutes: '10.0' (expected: at least 15 for 400 benchmarks)");
    }

    @Test
    void inAnotherFolderNothingIsForgotten() throws IOException {
        Raw raw = new Raw(folder.resolve(Report.RAW), 25);
        raw.write("four-1t", new Origin("here", "", ""), "[]");
        assertThatIllegalStateException()
                .isThrownBy(() -> Report.run(List.of("--fresh"), 25, folder))
                .withMessageContaining("project's folder");
        assertThat(raw.has("four-1t")).isTrue();
    }
}
