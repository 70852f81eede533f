package io.holdfast.explain;

import java.util.Optional;

/**
 * Something that the linter has found in a chain.
 *
 * @param code what sort of thing
 * @param severity what follows from it
 * @param pipeline in which pipeline
 * @param text what is wrong, with its numbers, and how to mend it
 * @param suppressed why it is accepted; empty when it is not
 */
public record Finding(Code code, Severity severity, String pipeline, String text, Optional<String> suppressed) {
    @Override
    public String toString() {
        return code + " " + severity + " " + text
                + suppressed.map(why -> " [suppressed: " + why + "]").orElse("");
    }
}
