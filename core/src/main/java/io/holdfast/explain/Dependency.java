package io.holdfast.explain;

/** What a pipeline calls, as far as it matters to limits. */
public enum Dependency {
    /** Something across a network. Assumed unless declared otherwise. */
    REMOTE,
    /** Something in this process: computation, or calls that cannot hang. */
    LOCAL,
    /** Work on files through channels, which an interrupt closes. */
    FILES,
    /** A database, remote or embedded, whose connection an interrupt may break. */
    DATABASE
}
