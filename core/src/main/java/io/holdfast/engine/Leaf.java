package io.holdfast.engine;

import io.holdfast.call.CallWork;
import io.holdfast.call.SubjectCallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import io.holdfast.spi.Gate;
import org.jspecify.annotations.Nullable;

/** The work itself. Its shape follows from what the call carries: a context, a subject, both or neither. */
record Leaf() implements Stage {
    @Override
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        return Escaped.wrap(Leaf.<X>invoke(subject, work, call));
    }

    @SuppressWarnings("unchecked") // the edge pairs each shape with what the call carries
    static <X extends Exception> @Nullable Object invoke(
            @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        if (call == null) {
            return subject == Gate.NO_SUBJECT
                    ? ((Work<Object, X>) work).call()
                    : ((SubjectWork<@Nullable Object, Object, X>) work).call(subject);
        }
        return subject == Gate.NO_SUBJECT
                ? ((CallWork<Object, X>) work).call(call)
                : ((SubjectCallWork<@Nullable Object, Object, X>) work).call(subject, call);
    }
}
