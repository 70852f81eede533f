package io.holdfast.examples.shopfast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The alert rules: each fires above its threshold and not below, and knows its place in the runbook. */
class RulesTest {
    private static final Path FOLDER = Tool.observability();
    private static final Path RULES = FOLDER.resolve("holdfast-rules.yml");
    private static final Path TESTS = FOLDER.resolve("holdfast-rules-test.yml");

    @Test
    void promtoolFindsNoFault() throws Exception {
        Tool promtool = Tool.find("promtool");
        Tool.Said checked = promtool.run(null, "check", "rules", RULES.toString());
        assertThat(checked.status()).as(checked.text()).isZero();
        Tool.Said tested = promtool.run(null, "test", "rules", TESTS.toString());
        assertThat(tested.status()).as(tested.text()).isZero();
    }

    /** The thresholds, moved to the wrong side of what the tests feed: the tests must notice each. Takes half a minute. */
    @Test
    @EnabledIfSystemProperty(named = "holdfast.mutants", matches = "true")
    void theTestsNoticeEveryThresholdThatIsMoved() throws Exception {
        Tool promtool = Tool.find("promtool");
        String rules = Files.readString(RULES);
        Path folder = Files.createTempDirectory("rules");
        Files.copy(TESTS, folder.resolve(TESTS.getFileName()));
        List<String[]> moves = List.of(
                new String[] {"ratio_rate2m > 0.01", "ratio_rate2m > 0.0098"},
                new String[] {"ratio_rate2m > 0.01", "ratio_rate2m > 0.0102"},
                new String[] {"[5m]))) > 0.5", "[5m]))) > 0.49"},
                new String[] {"[5m]))) > 0.5", "[5m]))) > 0.55"},
                new String[] {"[1m])) > 1", "[1m])) > 0.5"},
                new String[] {"[1m])) > 1", "[1m])) > 5"},
                new String[] {"> 1.5", "> 1.48"},
                new String[] {"> 1.5", "> 1.52"},
                new String[] {"[10m])) > 0", "[10m])) >= 0"},
                new String[] {"[10m])) > 0", "[10m])) > 2"},
                new String[] {"_running_calls) > 10", "_running_calls) > 9"},
                new String[] {"_running_calls) > 10", "_running_calls) > 11"},
                new String[] {"14.4 * 0.001", "14.2 * 0.001"},
                new String[] {"14.4 * 0.001", "14.6 * 0.001"},
                new String[] {"ratio_rate5m > 14.4 * 0.001", "ratio_rate1h > 14.4 * 0.001"},
                new String[] {"> 6 * 0.001", "> 5.8 * 0.001"},
                new String[] {"> 6 * 0.001", "> 6.2 * 0.001"},
                new String[] {"ratio_rate30m > 6 * 0.001", "ratio_rate6h > 6 * 0.001"});
        for (String[] move : moves) {
            assertThat(rules).contains(move[0]);
            Files.writeString(folder.resolve(RULES.getFileName()), rules.replace(move[0], move[1]));
            Tool.Said tested = promtool.run(
                    null, "test", "rules", folder.resolve(TESTS.getFileName()).toString());
            assertThat(tested.status()).as(move[1] + "\n" + tested.text()).isNotZero();
        }
    }

    @Test
    void everyAlertHasASeverityAndItsPlaceInTheRunbook() throws Exception {
        String rules = Files.readString(RULES);
        long alerts = matches(rules, "- alert: (\\w+)").count();
        assertThat(alerts).isEqualTo(8);
        assertThat(matches(rules, "severity: (page|ticket)").count()).isEqualTo(alerts);
        List<String> places = matches(rules, "runbook.md#([\\w-]+)").toList();
        assertThat(places).hasSize((int) alerts);
        String runbook = Files.readString(FOLDER.resolve("runbook.md"));
        assertThat(matches(runbook, "(?m)^## (.+)$")
                        .map(heading -> heading.toLowerCase().replace(' ', '-'))
                        .collect(Collectors.toSet()))
                .containsAll(places);
    }

    private static Stream<String> matches(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }
}
