package io.holdfast.performance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the optimising compiler decided about calls, as the VM writes it with {@code -XX:+LogCompilation}. */
final class CompilationLog {
    /** A decision about one call: {@code reason} is null when the callee was inlined. */
    record Decision(String compiled, String caller, String callee, String reason) {
        boolean inlined() {
            return reason == null;
        }
    }

    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)='([^']*)'");

    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, String> classes = new HashMap<>();
    private final Map<String, String> methods = new HashMap<>();
    private final Deque<String> parsing = new ArrayDeque<>();
    private String task;
    private String callee;

    private CompilationLog() {}

    static List<Decision> decisions(List<String> lines) {
        CompilationLog log = new CompilationLog();
        lines.forEach(log::read);
        return log.decisions;
    }

    private void read(String line) {
        int end = line.indexOf(' ');
        String element = end < 0 ? line : line.substring(0, end);
        Map<String, String> is = attributes(line);
        if (element.equals("<task")) {
            boolean optimised = is.getOrDefault("level", "4").equals("4");
            task = optimised ? is.get("method").replaceFirst("^(\\S+) (\\S+) .*", "$1.$2") : null;
            parsing.clear();
        } else if (task == null) {
            return;
        }
        switch (element) {
            case "<klass" -> classes.put(is.get("id"), is.get("name"));
            case "<method" -> methods.put(is.get("id"), classes.get(is.get("holder")) + "." + is.get("name"));
            case "<parse" -> parsing.push(methods.get(is.get("method")));
            case "</parse>" -> parsing.pop();
            case "<call" -> callee = methods.get(is.get("method"));
            case "<inline_success" -> decide(null);
            case "<inline_fail" -> decide(is.get("reason"));
            case "</task>" -> task = null;
            default -> {
                // nothing that we ask about
            }
        }
    }

    private void decide(String reason) {
        decisions.add(new Decision(task, parsing.peek(), callee, reason));
    }

    private static Map<String, String> attributes(String line) {
        Map<String, String> found = new HashMap<>();
        for (Matcher matcher = ATTRIBUTE.matcher(line); matcher.find(); ) {
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }
}
