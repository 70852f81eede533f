package io.holdfast.engine;

import io.holdfast.call.PastAttempt;
import io.holdfast.spi.Ticket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What only some asynchronous calls need: those that wait for a gate, have a limit, repeat, abandon work or carry a context.
 * Belongs to whoever has the turn.
 */
final class Extras {
    private final @Nullable LoopMemory[] loops;
    private final int[] marks;
    private final List<Attempt> abandoned = new ArrayList<>(0);

    /** What the work sees of its call, or null. */
    @Nullable
    CallState call;

    /** What the caller's thread had, or null. */
    @Nullable
    CarriedContext context;

    /** When the attempt began, if it has a limit. */
    long began;

    /** Where the call waits, or null. */
    @Nullable
    Ticket ticket;

    /**
     * The number of the suspension that waits with the ticket; read by whoever decides it. Volatile, and written before the
     * suspension is published: whoever reads an old number has decided before the call looks at the ticket.
     */
    volatile int waits;

    /** Whether the ticket was granted for a later instant. */
    boolean reserved;

    /** With what the call was completed from outside: its user has it, so it is not discarded. */
    @Nullable
    Object given;

    /** The timer of the suspension, or null. */
    @Nullable
    Alarm alarm;

    /** The attempts of the outermost loop, when it has given up. */
    List<PastAttempt> trace = List.of();

    Extras(int policies) {
        loops = new LoopMemory[policies];
        marks = new int[policies];
    }

    @Nullable
    LoopMemory loop(int at) {
        return loops[at];
    }

    void loop(int at, LoopMemory memory) {
        loops[at] = memory;
    }

    /** The loop is over; if it stands inside another one, it begins anew. */
    void forget(int at) {
        loops[at] = null;
    }

    /** What a call ends with that was completed from outside. Carries what its last attempt had thrown. */
    static CancellationException completedFromOutside(Env env, @Nullable Extras extras) {
        CancellationException outside =
                new CancellationException("pipeline '" + env.name() + "': completed from outside");
        Exception before = extras == null ? null : extras.lastThrown();
        if (before != null) {
            outside.addSuppressed(before);
        }
        return outside;
    }

    /** What the last attempt threw that a loop still remembers. */
    private @Nullable Exception lastThrown() {
        for (int i = loops.length - 1; i >= 0; i--) {
            LoopMemory memory = loops[i];
            if (memory != null && memory.lastThrown() != null) {
                return memory.lastThrown();
            }
        }
        return null;
    }

    /** How many attempts the innermost loop has made. */
    int made() {
        for (int i = loops.length - 1; i >= 0; i--) {
            LoopMemory memory = loops[i];
            if (memory != null) {
                return memory.made();
            }
        }
        return 0;
    }

    /** The policies from position {@code at} inwards begin anew: what was abandoned until now is not inside of them. */
    void mark(int at) {
        for (int i = at; i < marks.length; i++) {
            marks[i] = abandoned.size();
        }
    }

    /** Remembers work that is still running; forgets what has ended since the last time. */
    void abandon(Attempt attempt) {
        for (int i = abandoned.size() - 1; i >= 0; i--) {
            if (!abandoned.get(i).abandoned()) {
                abandoned.remove(i);
                forgetBefore(i);
            }
        }
        abandoned.add(attempt);
    }

    private void forgetBefore(int index) {
        for (int i = 0; i < marks.length; i++) {
            marks[i] -= marks[i] > index ? 1 : 0;
        }
    }

    /** The call is over. The context stays: work of the call may still end. */
    void forgetAll() {
        Arrays.fill(loops, null);
        abandoned.clear();
        call = null;
        ticket = null;
    }

    /** The abandoned work that a gate let pass. */
    List<Attempt> abandonedInside(int gate) {
        return abandoned.subList(marks[gate], abandoned.size());
    }
}
