package io.holdfast.spi;

import io.holdfast.event.Event;

/**
 * A call is over, by its limit or because its caller has left, and its work goes on. What holds until work ends stays taken.
 *
 * @param pipeline through which pipeline the call went
 * @param operation the operation's name, or the pipeline's
 * @param attempt the number of the attempt; 1 for the first
 * @param running how much abandoned work of the pipeline was running when this was published
 */
public record WorkAbandoned(String pipeline, String operation, int attempt, int running) implements Event {
    @Override
    public Kind kind() {
        return Kind.ABANDONED;
    }

    @Override
    public String policy() {
        return pipeline;
    }
}
