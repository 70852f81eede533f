package io.holdfast.examples.shopfast.payment;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A request body that tells when it is sent.
 *
 * <p>"Sent" cannot be "send was called": an attempt that is cut before it has a connection has sent nothing. The JDK's
 * client asks for the body once the headers are on their way, immediately before it writes the body, so this is the
 * last moment that the caller can see. The stub enters a request once the body is there whole. Hence whatever arrives
 * was sent before; and what was sent can only be lost if it is cut between the two, a window well below a millisecond
 * at the start of an attempt, while limits cut at its end.
 */
final class WatchedBody implements BodyPublisher {
    private final BodyPublisher body;
    private final Runnable onSend;

    WatchedBody(String text, Runnable onSend) {
        this.body = BodyPublishers.ofString(text);
        this.onSend = onSend;
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        onSend.run();
        body.subscribe(subscriber);
    }
}
