package io.holdfast.overhead;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command. Exit code 0: held; 1: a regression, or figures that nobody accepted; 2: not understood.
 *
 * <pre>
 * java -cp ... io.holdfast.overhead.OverheadCommand check|bytes|record|record-bytes SET-CLASS FILE [--against CLASS-PATH]
 *      [--tolerance 0.05] [-- JVM-ARGS]
 * </pre>
 */
public final class OverheadCommand {
    private static final int NOT_UNDERSTOOD = 2;
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
        OverheadReport report;
        try {
            if (args.length < 3) {
                throw new IllegalArgumentException("too few arguments");
            }
            report = report(args);
        } catch (IllegalArgumentException | ClassNotFoundException wrong) {
            System.err.println(wrong.getMessage() + "\nusage: " + USAGE);
            return NOT_UNDERSTOOD;
        }
        System.out.println(report.text());
        if (report.failures().isEmpty()) {
            System.out.println("Held.");
            return 0;
        }
        System.out.println(report.failures().size() + " of " + report.findings().size() + " not held.");
        return 1;
    }

    private static OverheadReport report(String[] args) throws ClassNotFoundException {
        OverheadBudget budget = OverheadBudget.forked(Class.forName(args[1]).asSubclass(SubjectSet.class));
        List<String> flags = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            switch (args[i]) {
                case "--against" -> budget = budget.against(argument(args, ++i));
                case "--tolerance" -> budget = budget.tolerance(Double.parseDouble(argument(args, ++i)));
                case "--" -> {
                    flags.addAll(List.of(args).subList(i + 1, args.length));
                    i = args.length;
                }
                default -> throw new IllegalArgumentException("not understood: " + args[i]);
            }
        }
        budget = budget.jvmArgs(flags.toArray(String[]::new));
        Path file = Path.of(args[2]);
        return switch (args[0]) {
            case "check" -> budget.compare(file);
            case "bytes" -> budget.bytesOnly().compare(file);
            case "record" -> budget.record(file);
            case "record-bytes" -> budget.bytesOnly().record(file);
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
