package io.holdfast.overhead;

import java.util.Map;

/**
 * Calls that are measured in fresh JVMs. Each of them loads the class by name and needs its public constructor without
 * parameters; the class path is that of the JVM that checks.
 */
@FunctionalInterface
public interface SubjectSet {
    /**
     * Builds what is measured, once per JVM.
     *
     * @return calls by their names; a name has no blanks, no {@code =} and no {@code :}
     */
    Map<String, Subject> subjects();
}
