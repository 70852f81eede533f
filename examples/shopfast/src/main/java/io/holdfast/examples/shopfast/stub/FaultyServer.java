package io.holdfast.examples.shopfast.stub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on a free loopback port whose faults follow a script.
 *
 * <p>No exchange holds a thread while it waits: a slow answer is left to a scheduler, a hung one is just kept open. A few
 * threads thus keep thousands of exchanges open. Requests are entered in {@link #arrivals()} as
 * soon as they have been read whole, whatever becomes of them afterwards.
 */
public final class FaultyServer implements AutoCloseable {
    private static final int BACKLOG = 4_096;
    private static final int READERS = 8;

    private final HttpServer server;
    private final String path;
    private final Function<Request, String> work;
    private final ExecutorService readers;
    private final ScheduledExecutorService later;
    private final Arrivals arrivals = new Arrivals();
    private final AtomicReference<Step> step = new AtomicReference<>(new Step("start", Fault.none()));

    /**
     * Starts a healthy server.
     *
     * @param name of the stub, for its threads
     * @param path the only path that it serves
     * @param work computes the body of an answer; must not block
     * @throws IOException if no port can be opened
     */
    public FaultyServer(String name, String path, Function<Request, String> work) throws IOException {
        ServerLimits.lift();
        this.path = path;
        this.work = work;
        readers = Executors.newFixedThreadPool(READERS, daemons(name + "-reader"));
        later = Executors.newSingleThreadScheduledExecutor(daemons(name + "-later"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(readers);
        server.createContext(path, this::handle);
        server.start();
    }

    /**
     * Where to call.
     *
     * @return the address of the only path
     */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path);
    }

    /**
     * What arrived so far.
     *
     * @return the live record
     */
    public Arrivals arrivals() {
        return arrivals;
    }

    /**
     * Goes to the next step of the script. Slow answers keep their time, and what hangs hangs for good: nobody resets the
     * connections, as when a middlebox has forgotten them.
     *
     * @param label under which the arrivals of the step are counted
     * @param fault how requests are treated from now on
     */
    public void enter(String label, Fault fault) {
        step.set(new Step(label, fault));
    }

    @Override
    public void close() {
        server.stop(0);
        readers.shutdownNow();
        later.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request = Request.read(exchange);
        Step now = step.get();
        arrivals.record(now.label(), request.attemptId());
        Fault fault = now.fault();
        switch (fault.kind()) {
            case NONE -> answer(exchange, fault.status(), work.apply(request));
            case ERROR -> answer(exchange, fault.status(), "");
            case HANG -> {
                // Left open without a thread: the server keeps the connection until it is stopped.
            }
            case SLOW -> {
                String body = work.apply(request);
                later.schedule(
                        () -> answer(exchange, fault.status(), body),
                        fault.latency().toNanos(),
                        TimeUnit.NANOSECONDS);
            }
            default -> throw new AssertionError(fault);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException callerIsGone) {
            // The caller gave up before its answer came: it has nobody to hear it, and nothing is left to do.
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
