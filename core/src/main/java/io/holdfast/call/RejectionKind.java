package io.holdfast.call;

/** Why a call was refused before it started. One vocabulary for tags, alerts and logs; later versions may add words. */
public enum RejectionKind {
    /** Whatever a policy outside Holdfast does not put under another kind. */
    OTHER("refused"),
    /** The circuit breaker is open, or all its probes are under way. */
    CIRCUIT_OPEN("the circuit is open"),
    /** The rate limit is used up for now. */
    RATE_LIMITED("the rate limit is used up"),
    /** The call weighs more than the limit can ever hold; waiting does not help. */
    NEVER_FITS("the call weighs more than the limit ever allows"),
    /** All permits are in use and nobody may wait. */
    CONCURRENCY_FULL("all permits are in use"),
    /** All permits are in use and as many wait as may wait. */
    QUEUE_FULL("all permits are in use and the queue is full"),
    /** The wait for a permit reached its limit. */
    WAIT_TIMED_OUT("no permit became free in time"),
    /** The thread was interrupted while the call waited; surfaces as {@link CallInterruptedException}. */
    INTERRUPTED("interrupted while waiting"),
    /** Too little time remains; surfaces as {@link DeadlineExceededException}. */
    DEADLINE("too little time remains"),
    /** An operator has forced the policy open. */
    FORCED_OPEN("forced open by an operator"),
    /** The executor that should run the call takes no more. */
    EXECUTOR_FULL("the executor takes no more"),
    /** Too much work is still running that nobody waits for any more. */
    TOO_MANY_ABANDONED("too much abandoned work is still running"),
    /** More keys are in use than the policy may remember. */
    TOO_MANY_KEYS("too many keys are in use"),
    /** It gave way to something more important. */
    SHED("it gave way to something more important"),
    /** The dependency refuses so much that less is sent to it. */
    THROTTLED("less is sent while the dependency refuses much"),
    /** An admission was withdrawn while the call waited further in, for example because the circuit opened. */
    WITHDRAWN("the admission was withdrawn while the call waited"),
    /** The call would have to wait longer than it may, so it does not begin to. */
    WAIT_HOPELESS("a permit would come too late");

    private static final RejectionKind[] ALL = values();

    private final String text;

    RejectionKind(String text) {
        this.text = text;
    }

    /**
     * The kind in words.
     *
     * @return a phrase without a full stop
     */
    public String text() {
        return text;
    }

    static RejectionKind of(int ordinal) {
        return ALL[ordinal < ALL.length ? ordinal : 0];
    }
}
