package io.holdfast.event;

/** A listener's registration. Closing it twice does nothing. */
public interface Subscription extends AutoCloseable {
    /** Ends the registration. An event that is being delivered by another thread at this moment may still arrive. */
    @Override
    void close();
}
