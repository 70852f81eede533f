package io.holdfast.engine;

import io.holdfast.call.Call;
import io.holdfast.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of one call. Exists only for the forms whose lambda takes it.
 *
 * <p><b>Ordering.</b> Written by the driver, release; read by the work, acquire: an attempt that hands the object to
 * another thread shows it at least what held when it did so.
 */
public final class CallState implements Call {
    private static final VarHandle ATTEMPT;
    private static final VarHandle DEADLINE;
    private static final VarHandle KEY;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ATTEMPT =
                    lookup.findVarHandle(CallState.class, "attempt", int.class).withInvokeExactBehavior();
            KEY = lookup.findVarHandle(CallState.class, "idempotencyKey", Optional.class);
            DEADLINE = lookup.findVarHandle(CallState.class, "deadline", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Env env;
    private final @Nullable Object subject;
    private final boolean repeats;
    private final boolean nested;
    private volatile @Nullable Optional<String> idempotencyKey;
    private int attempt = 1;
    private long deadline = Deadline.NONE;

    /**
     * A context.
     *
     * @param repeats whether the chain has a loop
     * @param nested whether a loop outside repeats the call
     */
    CallState(Env env, @Nullable Object subject, boolean repeats, boolean nested) {
        this.env = env;
        this.subject = subject;
        this.repeats = repeats;
        this.nested = nested;
    }

    /** Whether a loop outside repeats the call. */
    boolean nested() {
        return nested;
    }

    @Override
    public boolean retried() {
        return repeats || nested;
    }

    void attempt(int number) {
        ATTEMPT.setRelease(this, number);
    }

    void deadline(long instant) {
        DEADLINE.setRelease(this, instant);
    }

    @Override
    public String pipeline() {
        return env.name();
    }

    @Override
    public String operation() {
        return env.operation();
    }

    @Override
    public int attempt() {
        return (int) ATTEMPT.getAcquire(this);
    }

    @Override
    public long remainingNanos() {
        long instant = (long) DEADLINE.getAcquire(this);
        return instant == Deadline.NONE
                ? Deadline.NEVER
                : Deadline.remaining(instant, env.time().nanos());
    }

    @Override
    public Optional<String> idempotencyKey() {
        Optional<String> key = idempotencyKey;
        if (key == null) {
            KEY.compareAndSet(this, null, env.idempotencyKeyOf(subject)); // the first answer holds for every attempt
            key = idempotencyKey;
        }
        return key == null ? Optional.empty() : key;
    }
}
