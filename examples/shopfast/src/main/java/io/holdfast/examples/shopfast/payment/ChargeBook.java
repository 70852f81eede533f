package io.holdfast.examples.shopfast.payment;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The provider's book of charges: money moves once per idempotency key, a repeated charge is answered with the same
 * receipt.
 */
final class ChargeBook {
    private final Map<String, Receipt> receipts = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    Receipt charge(String idempotencyKey) {
        requests.incrementAndGet();
        return receipts.computeIfAbsent(idempotencyKey, key -> new Receipt("receipt-of-" + key));
    }

    int charged() {
        return receipts.size();
    }

    int duplicates() {
        return requests.get() - receipts.size();
    }
}
