package io.holdfast.engine;

/** The work of a synchronous call returned a future: a mistake in the program, which no fallback may hide. */
public final class StageReturnedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StageReturnedException(String message) {
        super(message);
    }
}
