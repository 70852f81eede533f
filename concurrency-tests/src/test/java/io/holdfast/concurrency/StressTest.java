package io.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.concurrency.Catcher.Seen;
import io.holdfast.concurrency.Catcher.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each jcstress test of this module, in all ways of compiling that jcstress knows: nothing forbidden is seen. {@code
 * -Dholdfast.stress.millis=} sets how long each way takes, {@code -Dholdfast.stress=} parts of names, with commas between them, pick some.
 */
class StressTest {
    private static final String MILLIS = System.getProperty("holdfast.stress.millis", "250");
    private static final String PICKED = System.getProperty("holdfast.stress", "");
    private static final Pattern NAME = Pattern.compile("io\\.holdfast\\.[a-z]+\\.[A-Za-z]+Stress(?=\\d)");

    @TempDir
    Path none;

    static Stream<String> names() throws IOException {
        String list = Files.readString(Path.of("target/classes/META-INF/TestList"), StandardCharsets.ISO_8859_1);
        Set<String> names = new TreeSet<>();
        Matcher each = NAME.matcher(list);
        while (each.find()) {
            names.add(each.group());
        }
        return names.stream().filter(name -> Stream.of(PICKED.split(",")).anyMatch(name::contains));
    }

    @ParameterizedTest
    @MethodSource("names")
    void nothingForbidden(String name) throws Exception {
        Seen seen = new Catcher("", List.of(StressRun.class.getName(), "^" + name + "$", MILLIS), List.of()).run(none);
        System.out.println("[stress] " + name + ": " + seen.verdict() + ", " + seen.words());
        assertThat(seen.verdict()).as(seen.words()).isEqualTo(Verdict.SOUND);
    }
}
