package io.holdfast.explain;

/** What follows from a finding. */
public enum Severity {
    /** Can be right, and is worth knowing. Shown by {@code findings()} and {@code explain()}. */
    NOTE,
    /** A risk. Shown, and logged once. */
    WARNING,
    /** Nonsense: the chain is not built, unless the code is suppressed with a reason. */
    ERROR
}
