package io.holdfast.examples.shopfast.stub;

/**
 * Moves the limits of the JDK's own HTTP server out of the way, so that only scripted faults are seen.
 *
 * <p>All three are read once, when the first server of the process is created:
 * <ul>
 *   <li>without {@code nodelay} the body of an answer waits for the acknowledgement of its headers, about 40 ms;
 *   <li>beyond 200 idle connections, or 30 s of idleness, the server closes a connection that a client may be
 *       about to use: the request is then lost on the wire, and a POST is rightly not repeated by the client.
 * </ul>
 */
final class ServerLimits {
    private static final String PREFIX = "sun.net.httpserver.";
    private static final int IDLE_CONNECTIONS = 20_000;
    private static final int IDLE_SECONDS = 600;

    private ServerLimits() {}

    static void lift() {
        System.setProperty(PREFIX + "nodelay", "true");
        System.setProperty(PREFIX + "maxIdleConnections", Integer.toString(IDLE_CONNECTIONS));
        System.setProperty(PREFIX + "idleInterval", Integer.toString(IDLE_SECONDS));
    }
}
