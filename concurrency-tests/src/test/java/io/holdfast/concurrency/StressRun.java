package io.holdfast.concurrency;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs jcstress for the tests that match, and says by its status what was seen. */
final class StressRun {
    private static final Pattern COUNTS =
            Pattern.compile("(\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");
    private static final int NOTHING_RUN = 4;

    private StressRun() {}

    /** The names of the tests as a regular expression, milliseconds for each way of compiling them. */
    public static void main(String[] arguments) throws Exception {
        Path results = Files.createTempDirectory("jcstress");
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream kept = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(kept);
            org.openjdk.jcstress.Main.main(new String[] {
                "-t",
                arguments[0],
                "-time",
                arguments[1],
                "-iters",
                "1",
                "-f",
                "1",
                "-jvmArgs",
                "-XX:+UseParallelGC",
                "-r",
                results.toString()
            });
        } catch (AssertionError forbidden) { // that is how it ends when it has seen something forbidden
            console.println("FAILED "
                    + String.valueOf(forbidden.getMessage()).lines().findFirst().orElse(""));
            System.exit(TestRun.FAILED);
        } finally {
            System.setOut(console);
        }
        System.exit(status(said.toString(StandardCharsets.UTF_8), console));
    }

    private static int status(String said, PrintStream console) {
        Matcher counts = COUNTS.matcher(said);
        int status = NOTHING_RUN;
        String last = "nothing run";
        while (counts.find()) {
            boolean whole =
                    counts.group(1).equals(counts.group(2)) && !counts.group(1).equals("0");
            boolean failed = !counts.group(3).equals("0");
            status = failed ? TestRun.FAILED : whole ? 0 : NOTHING_RUN;
            last = counts.group();
        }
        console.println(status == 0 ? last : said);
        if (status == TestRun.FAILED) {
            console.println("FAILED " + last);
        }
        return status;
    }
}
