package io.holdfast.call;

/** What a time limit does to work that is still running when it expires. */
public enum LimitMode {
    /**
     * The work runs on the caller's own thread and is interrupted; the caller leaves when the work does. <b>Interrupting
     * closes the channel that the thread is blocked in.</b>
     */
    INTERRUPT,
    /**
     * The work runs on an executor. The caller leaves on time whatever the work does; the executor's thread is interrupted.
     */
    DETACH,
    /** Nothing is stopped. The work asks {@link Call#remaining()}; when it returns too late, the call has timed out. */
    COOPERATIVE
}
