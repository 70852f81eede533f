package io.holdfast.examples.shopfast.payment;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A request body that tells when it is sent.
 *
 * <p>"Sent" cannot be "send was called": an attempt that is cut before it has a connection has sent nothing. The JDK's
 * client asks for the body once the headers have gone out, immediately before it writes the body, so this is the last
 * moment the caller can see. The stub enters a request once the body is there whole. Hence whatever arrives was sent
 * before; what was sent can only fail to arrive if it is cut in the few microseconds between the two, half a second
 * after its start at the earliest.
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
