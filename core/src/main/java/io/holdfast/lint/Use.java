package io.holdfast.lint;

import io.holdfast.explain.Explanation.OperationLine;
import io.holdfast.spi.ControlSwitch;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.Optional;

/**
 * One operation of a pipeline: what it declares, and the switch for an operator's override. Operations of one name share it,
 * so that an override holds for all of them.
 *
 * <p><b>Thread-safety.</b> May be used by any thread; the latest declaration is shown.
 */
public final class Use {
    private final String name;
    private final ControlSwitch control;
    private volatile boolean repeated;
    private volatile boolean fallback;
    private volatile long withinNanos = Deadline.NEVER;
    private volatile String priority = "";

    Use(String name, ControlSwitch control) {
        this.name = name;
        this.control = control;
    }

    /**
     * Takes in what an operation declares.
     *
     * @param mayRepeat whether it was declared safe to repeat
     * @param nanos the limit of the whole call, or NEVER
     * @param matters how much it matters
     * @param answers whether it answers when the dependency does not
     */
    public void declare(boolean mayRepeat, long nanos, String matters, boolean answers) {
        repeated = mayRepeat;
        withinNanos = nanos;
        priority = matters;
        fallback = answers;
    }

    /**
     * Where an operator's override is set.
     *
     * @return the switch
     */
    public ControlSwitch control() {
        return control;
    }

    OperationLine line() {
        Optional<Duration> within =
                withinNanos >= Deadline.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(withinNanos));
        return new OperationLine(name, repeated, within, fallback, priority, Optional.ofNullable(control.control()));
    }
}
