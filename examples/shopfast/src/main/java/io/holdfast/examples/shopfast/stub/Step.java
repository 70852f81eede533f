package io.holdfast.examples.shopfast.stub;

import com.sun.net.httpserver.HttpExchange;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One step of a stub's script: its fault, and the exchanges that hang because of it.
 *
 * <p>An exchange may be about to hang just as the step ends. Whoever comes second cleans up: the step marks itself as
 * over before it tears down what it holds, and {@link #hold} looks at the mark after it has added its exchange, so none
 * is left behind. Both may close the same exchange; that is harmless because closing twice does nothing.
 */
final class Step {
    private final String label;
    private final Fault fault;
    private final Set<HttpExchange> hung = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    Step(String label, Fault fault) {
        this.label = label;
        this.fault = fault;
    }

    String label() {
        return label;
    }

    Fault fault() {
        return fault;
    }

    /** Keeps the exchange open, without a thread, until this step ends. */
    void hold(HttpExchange exchange) {
        hung.add(exchange);
        if (over) {
            exchange.close();
        }
    }

    /** Closes the connections of all hung exchanges without an answer, as the restart of a stuck process does. */
    void end() {
        over = true;
        hung.forEach(HttpExchange::close);
        hung.clear();
    }
}
