package io.holdfast.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The command that runs the calling test again with one seed. */
final class Replay {
    private Replay() {}

    static String command(long seed) {
        Path here = Path.of("").toAbsolutePath();
        Optional<Path> root = wrapper(here);
        String module = root.map(folder -> folder.relativize(here).toString().replace('\\', '/'))
                .filter(path -> !path.isEmpty())
                .map(path -> " -pl " + path + " -am -Dsurefire.failIfNoSpecifiedTests=false")
                .orElse("");
        return (root.isPresent() ? "./mvnw" : "mvn") + " -B verify" + module + " -Dtest=" + test() + " -Dholdfast.seed="
                + seed;
    }

    /** The folder of the Maven wrapper, here or above. */
    private static Optional<Path> wrapper(Path here) {
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("mvnw"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /** The simple name of the first class outside the test kit that is on the stack; of the outermost if it is nested. */
    private static String test() {
        String kit = Histories.class.getName();
        String caller = StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .dropWhile(name -> !name.equals(kit))
                        .dropWhile(name -> name.equals(kit))
                        .findFirst()
                        .orElse("?"));
        String simple = caller.substring(caller.lastIndexOf('.') + 1);
        int nested = simple.indexOf('$');
        return nested < 0 ? simple : simple.substring(0, nested);
    }
}
