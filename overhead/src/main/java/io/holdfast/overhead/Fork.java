package io.holdfast.overhead;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The main class of a fresh JVM that measures. Arguments: class, rounds, warming milliseconds, file to write, names. */
final class Fork {
    private static final int NAMES = 4;

    private Fork() {}

    public static void main(String[] args) throws Exception {
        SubjectSet set =
                (SubjectSet) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        Laboratory.Plan plan = new Laboratory.Plan(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Set<String> names = Arrays.stream(args).skip(NAMES).collect(Collectors.toSet());
        List<String> lines = new ArrayList<>();
        new InThisJvm(set.subjects(), plan)
                .next(names)
                .forEach((name, sample) -> lines.add(name + "=" + sample.line()));
        Files.write(Path.of(args[3]), lines);
        System.exit(0); // whatever threads the subjects have left
    }
}
