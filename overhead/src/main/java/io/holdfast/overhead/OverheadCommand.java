package io.holdfast.overhead;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The command. Exit code 0: held; 1: a regression, or figures that nobody accepted, or that are not measured any more; 2: not
 * understood; 3: nothing could be measured, read or written.
 *
 * <pre>
 * java -cp ... io.holdfast.overhead.OverheadCommand check|bytes|record|record-bytes SET-CLASS FILE [--against CLASS-PATH]
 *      [--tolerance 0.05] [-- JVM-ARGS]
 * </pre>
 */
public final class OverheadCommand {
    private static final int NOT_UNDERSTOOD = 2;
    private static final int NOT_MEASURED = 3;
    private static final String USAGE =
            "check|bytes|record|record-bytes SET-CLASS FILE [--against CLASS-PATH] [--tolerance 0.05] [-- JVM-ARGS]";

    private OverheadCommand() {}

    /**
     * Runs it.
     *
     * @param args see above
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        Supplier<OverheadReport> command;
        try {
            if (args.length < 3) {
                throw new IllegalArgumentException("too few arguments");
            }
            command = command(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\nusage: " + USAGE);
            return NOT_UNDERSTOOD;
        }
        OverheadReport report;
        try {
            report = command.get();
        } catch (RuntimeException | Error failed) { // no verdict; to die of it would be exit code 1, a regression
            System.err.println("Not measured. " + inWords(failed));
            return NOT_MEASURED;
        }
        System.out.println(report.text());
        System.out.println(report.verdict());
        return report.failures().isEmpty() ? 0 : 1;
    }

    private static String inWords(Throwable failed) {
        StringBuilder words = new StringBuilder();
        String said = "";
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (!said.contains(message)) {
                words.append(
                                words.isEmpty()
                                        ? ""
                                        : "\ncaused by " + cause.getClass().getName() + ": ")
                        .append(message);
            }
            said = words.toString();
        }
        return said;
    }

    private static Class<? extends SubjectSet> set(String name) {
        Class<?> found;
        try {
            found = Class.forName(name);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new IllegalArgumentException(
                    "set of subjects: " + name + " cannot be loaded (" + missing
                            + "; expected: a class on the class path)",
                    missing);
        }
        if (!SubjectSet.class.isAssignableFrom(found)) {
            throw new IllegalArgumentException("set of subjects: " + name + " is no SubjectSet");
        }
        return found.asSubclass(SubjectSet.class);
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException odd) {
            throw new IllegalArgumentException("--tolerance: '" + text + "' (expected: a share, such as 0.05)", odd);
        }
    }

    private static Supplier<OverheadReport> command(String[] args) {
        OverheadBudget budget = OverheadBudget.forked(set(args[1]));
        List<String> flags = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            switch (args[i]) {
                case "--against" -> budget = budget.against(argument(args, ++i));
                case "--tolerance" -> budget = budget.tolerance(share(argument(args, ++i)));
                case "--" -> {
                    flags.addAll(List.of(args).subList(i + 1, args.length));
                    i = args.length;
                }
                default -> throw new IllegalArgumentException("not understood: " + args[i]);
            }
        }
        OverheadBudget chosen = budget.jvmArgs(flags.toArray(String[]::new));
        Path file = Path.of(args[2]); // InvalidPathException is an IllegalArgumentException
        return switch (args[0]) {
            case "check" -> () -> chosen.compare(file);
            case "bytes" -> () -> chosen.bytesOnly().compare(file);
            case "record" -> () -> chosen.record(file);
            case "record-bytes" -> () -> chosen.bytesOnly().record(file);
            default -> throw new IllegalArgumentException("not understood: " + args[0]);
        };
    }

    private static String argument(String[] args, int at) {
        if (at >= args.length) {
            throw new IllegalArgumentException(args[at - 1] + " takes a value");
        }
        return args[at];
    }
}
