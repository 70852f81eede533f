package io.holdfast.event;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * Where the throwables of user code end that must not end the call: counted always, logged once.
 *
 * <p><b>Thread-safety.</b> May be used by any thread; never throws.
 */
public final class FaultLog {
    private final String owner;
    private final LongAdder count = new LongAdder();
    private final AtomicBoolean logged = new AtomicBoolean();

    /**
     * A log for one owner.
     *
     * @param owner whose user code it is, for the message
     */
    public FaultLog(String owner) {
        this.owner = owner;
    }

    /**
     * Takes a throwable out of circulation.
     *
     * @param what which user code threw: "a listener", "the classifier"
     * @param thrown what it threw
     */
    public void report(String what, Throwable thrown) {
        try {
            count.increment();
            if (logged.compareAndSet(false, true)) {
                LoggerFactory.getLogger(FaultLog.class)
                        .warn(
                                "{} of '{}' threw. The call is not affected; further ones are only counted.",
                                what,
                                owner,
                                thrown);
            }
        } catch (Throwable loggingIsBroken) {
            logged.setPlain(true); // nobody left to tell
        }
    }

    /**
     * How often {@link #report} was called.
     *
     * @return the number of throwables so far
     */
    public long count() {
        return count.sum();
    }
}
