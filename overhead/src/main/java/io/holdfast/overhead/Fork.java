package io.holdfast.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The main class of a fresh JVM that measures. Arguments: class, rounds, warming milliseconds, file to write. It ends when it
 * has measured or failed, whatever threads the subjects have left, and when whoever started it is gone: then its input ends.
 */
final class Fork {
    private static final int FAILED = 1;

    private Fork() {}

    public static void main(String[] args) {
        Thread watch = new Thread(Fork::endWithWhoeverAsked, "overhead-parent");
        watch.setDaemon(true);
        watch.start();
        try {
            measure(args);
            System.exit(0);
        } catch (Throwable failed) { // whatever it is, the log has to say it
            failed.printStackTrace();
            System.exit(FAILED);
        }
    }

    private static void measure(String... args) throws Exception {
        SubjectSet set =
                (SubjectSet) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        Laboratory.Plan plan = new Laboratory.Plan(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        List<String> lines = new ArrayList<>();
        new InThisJvm(set.subjects(), plan)
                .next(Set.of())
                .forEach((name, sample) -> lines.add(name + "=" + sample.line()));
        Files.write(Path.of(args[3]), lines);
    }

    private static void endWithWhoeverAsked() {
        try {
            while (System.in.read() >= 0) {
                continue; // nobody writes
            }
        } catch (IOException gone) {
            // as good as its end
        }
        Runtime.getRuntime().halt(FAILED);
    }
}
