package io.holdfast.explain;

/** What the linter looks for. A code keeps its number and its meaning for good; each finding says the numbers and the fix. */
public enum Code {
    /** Work across a network, and nothing limits its time. */
    HF001("no time limit around remote work"),
    /** Attempts, waits and back-off together take longer than the call may. */
    HF002("inner times exceed the limit of the call"),
    /** The limit of the call expires no later than that of its first attempt. */
    HF003("the limit of the call cuts before that of an attempt"),
    /** A trigger counts time-outs only, and time-outs cannot come so fast. */
    HF004("a trigger that can never be reached"),
    /** When the dependency hangs, the trigger needs more callers than there are. */
    HF005("a trigger that hangs alone do not reach"),
    /** A share is taken over fewer calls than it needs. */
    HF006("minimum calls above what the window sees"),
    /** Calls are cut before they can count as slow. */
    HF007("a slow threshold above the limit of an attempt"),
    /** Failed attempts are repeated, and nobody has said that this is safe. */
    HF008("repetition of what is not declared idempotent"),
    /** Several loops multiply the load on a dependency in trouble. */
    HF009("attempts multiply"),
    /** Probes are sent while hung calls of before still run. */
    HF010("open time below the limit of an attempt"),
    /** The declared load needs more slots than the bulkhead has. */
    HF011("a bulkhead below the declared load"),
    /** The declared load needs a higher rate than the limiter grants. */
    HF012("a rate limiter below the declared load"),
    /** When the dependency hangs, the bulkhead is full before the breaker sees a failure. */
    HF013("a bulkhead that is full before the breaker learns"),
    /** An interrupt closes the file channel, or the database, that the work is blocked in. */
    HF014("an interrupting limit around files or a database"),
    /** One live policy stands twice in a chain and is asked twice per call. */
    HF015("the same live policy twice"),
    /** A chain is built per call, so its policies never learn anything. */
    HF016("a chain built again and again"),
    /** The work of a synchronous call returned a future: its failure would go unseen. */
    HF017("a stage returned from a synchronous call"),
    /** Policies stand in an order that hardly anybody means. */
    HF018("an unusual order of policies");

    private final String title;

    Code(String title) {
        this.title = title;
    }

    /**
     * What it is about.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }
}
