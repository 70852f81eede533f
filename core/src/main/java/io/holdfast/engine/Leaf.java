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
    @SuppressWarnings("unchecked") // the edge pairs each shape with what the call carries
    public <X extends Exception> @Nullable Object run(
            long now, long deadline, @Nullable Object subject, Object work, @Nullable CallState call) throws X {
        Object result;
        if (call == null) {
            result = subject == Gate.NO_SUBJECT
                    ? ((Work<Object, X>) work).call()
                    : ((SubjectWork<@Nullable Object, Object, X>) work).call(subject);
        } else {
            result = subject == Gate.NO_SUBJECT
                    ? ((CallWork<Object, X>) work).call(call)
                    : ((SubjectCallWork<@Nullable Object, Object, X>) work).call(subject, call);
        }
        return Escaped.wrap(result);
    }
}
