package io.holdfast.testkit;

import java.util.List;

/** What a script answers once its outcomes are used up. */
enum ScriptEnd {
    ONCE,
    REPEAT_LAST,
    CYCLE;

    <L> L line(List<L> lines, int number) {
        if (number < lines.size()) {
            return lines.get(number);
        }
        return switch (this) {
            case ONCE ->
                throw new AssertionError("the script has " + lines.size() + " outcomes and was called " + (number + 1)
                        + " times: " + lines);
            case REPEAT_LAST -> lines.get(lines.size() - 1);
            case CYCLE -> lines.get(number % lines.size());
        };
    }
}
