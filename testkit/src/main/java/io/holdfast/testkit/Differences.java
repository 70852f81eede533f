package io.holdfast.testkit;

import java.util.List;

/** Two transcripts side by side, for the message of a failure. */
final class Differences {
    private Differences() {}

    static String between(List<String> expected, List<String> happened) {
        StringBuilder text = new StringBuilder();
        int longest = Math.max(expected.size(), happened.size());
        for (int i = 0; i < longest; i++) {
            String wanted = i < expected.size() ? expected.get(i) : "(nothing)";
            String got = i < happened.size() ? happened.get(i) : "(nothing)";
            text.append(wanted.equals(got) ? "\n       " + got : "\n    -> " + got + "\n       instead of: " + wanted);
        }
        return text.toString();
    }
}
