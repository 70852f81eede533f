package io.holdfast.event;

/** A policy changed its state, in words: what logs and recorders may know without knowing the class of the policy. */
public interface StateChange extends Event {
    /**
     * The state before.
     *
     * @return its name
     */
    String before();

    /**
     * The state after.
     *
     * @return its name
     */
    String after();

    /**
     * What caused it.
     *
     * @return one line, with the numbers
     */
    String cause();

    /**
     * Whether fewer calls pass now than before.
     *
     * @return true for what somebody should be told of
     */
    boolean worse();

    @Override
    default Kind kind() {
        return Kind.TRANSITION;
    }
}
