package io.holdfast.docs;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What the snippets in the documentation take for granted: an order, a client, and a pipeline. */
public abstract class SnippetWorld {
    /** An order of a customer. */
    public record Order(String id, String customer) {}

    /** What the payment provider answers. */
    public record Receipt(String number) {
        public static final Receipt DEFERRED = new Receipt("deferred");
    }

    /** A client as it comes with a payment provider. */
    public interface Client {
        Receipt find(Order order) throws IOException;

        Receipt charge(Order order) throws IOException;

        CompletableFuture<Receipt> findAsync(Order order);
    }

    protected final Order order = new Order("7", "ann");
    protected final Client client = new Client() {
        @Override
        public Receipt find(Order order) {
            return new Receipt(order.id());
        }

        @Override
        public Receipt charge(Order order) {
            return new Receipt(order.id());
        }

        @Override
        public CompletableFuture<Receipt> findAsync(Order order) {
            return CompletableFuture.completedFuture(find(order));
        }
    };
}
