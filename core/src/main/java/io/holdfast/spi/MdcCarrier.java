package io.holdfast.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Carries slf4j's mapped diagnostic context. */
final class MdcCarrier implements ContextCarrier {
    static final MdcCarrier INSTANCE = new MdcCarrier();

    private MdcCarrier() {}

    @Override
    public Snapshot capture() {
        Map<String, String> captured = MDC.getCopyOfContextMap();
        return () -> {
            Map<String, String> before = MDC.getCopyOfContextMap();
            put(captured);
            return () -> put(before);
        };
    }

    private static void put(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
