package io.holdfast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import io.holdfast.time.TimeSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MostRefusedKeysTest {
    /** Refuses everybody, by name. */
    private static final class Bouncer extends Gate {
        Bouncer() {
            super("bouncer", TimeSource.system());
        }

        @Override
        public Role role() {
            return Role.RATE;
        }

        @Override
        public int needs() {
            return KEYED;
        }

        @Override
        public long enter(long now, long deadline, Object subject) {
            return refuse(RejectionKind.RATE_LIMITED, 0);
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = Registry.create();
    private final Bouncer bouncer = new Bouncer();
    private final Pipeline pipeline =
            Pipeline.named("p").in(registry).with(bouncer).build();
    private final HoldfastMetrics bound =
            HoldfastMetrics.bindTo(meters, registry, MetricsOptions.standard().mostRefusedKeys(3));

    private void refuse(Object key, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(pipeline.callAsyncWith(key, subject -> null)).isCompletedExceptionally();
        }
    }

    private Map<String, Double> shown() {
        meters.get("holdfast.rejections").functionCounter().count(); // a scrape
        Map<String, Double> rows = new TreeMap<>();
        for (Gauge row : meters.find("holdfast.key.rejections").gauges()) {
            rows.put(row.getId().getTag("key"), row.value());
        }
        return rows;
    }

    @Test
    void theMostRefusedAreNamedAndTheOthersSummed() {
        refuse("ann", 7);
        refuse("bob", 3);
        refuse("cid", 9);
        refuse("dora", 2);
        refuse("emil", 1);
        assertThat(shown()).isEqualTo(Map.of("cid", 9.0, "ann", 7.0, "bob", 3.0, "(others)", 3.0));
        refuse("emil", 4);
        assertThat(shown()).isEqualTo(Map.of("cid", 9.0, "ann", 7.0, "emil", 5.0, "(others)", 5.0));
    }

    @Test
    void tenThousandKeysAreStillFourRowsAndAddUp() {
        for (int i = 0; i < 10_000; i++) {
            refuse("customer-" + i, 1);
            refuse("abuser", i % 2);
        }
        assertThat(shown()).hasSize(4);
        assertThat(shown().values().stream().mapToDouble(each -> each).sum()).isEqualTo(15_000);
        assertThat(shown().get("abuser")).isBetween(4_900.0, 5_000.0);
        bound.close();
        assertThat(meters.getMeters()).isEmpty();
        assertThat(bouncer.events().subscriptions()).isZero();
    }

    /** A key that looks like others, or cannot say how it looks. */
    private record Key(int id) {
        @Override
        public String toString() {
            if (id < 0) {
                throw new IllegalStateException("on purpose");
            }
            return "somebody";
        }
    }

    @Test
    void keysThatReadAlikeAreOneRowAndOneThatCannotBeReadDisturbsNobody() {
        refuse(new Key(1), 3);
        refuse(new Key(2), 2);
        refuse(new Key(-1), 4);
        refuse("ann", 1);
        assertThat(shown()).isEqualTo(Map.of("somebody", 5.0, "(others)", 5.0));
    }
}
