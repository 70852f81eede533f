package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.Applied;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.Settings;
import io.holdfast.explain.Explanation.Setting;
import io.holdfast.spi.Fact;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.PolicySite;
import io.holdfast.spi.Reconfigurable;
import io.holdfast.spi.Role;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All or none, also when a policy breaks its contract, or somebody else changes one in the middle. */
class TransactionTest {
    /** One number. */
    record Size(int size) implements PolicySettings<Size> {
        @Override
        public Map<String, String> options() {
            return Map.of("size", "" + size);
        }

        @Override
        public Size with(Map<String, String> changes) {
            Options options = new Options(changes);
            Size next = new Size(options.integer("size", size));
            options.refuseUnknown();
            return next;
        }
    }

    /** Does what the test wants while it is changed, or asked for its facts. */
    static final class Puppet extends Gate implements Reconfigurable<Size> {
        Consumer<Size> onChange = size -> {};
        Runnable onFacts = () -> {};
        private volatile Size size = new Size(1);

        Puppet(String name) {
            super(name, PolicySite.named(name).time());
        }

        @Override
        public Role role() {
            return Role.BREAKER;
        }

        @Override
        public Size settings() {
            return size;
        }

        @Override
        public void reconfigure(Size next) {
            onChange.accept(next);
            size = next;
        }

        @Override
        public List<Fact> facts() {
            onFacts.run();
            return List.of();
        }

        @Override
        public long enter(long now, long deadline, @Nullable Object subject) {
            return FREE;
        }

        @Override
        public void settle(long permit, Verdict verdict, long start, long end) {}
    }

    private final Registry registry = Registry.create();
    private final Puppet a = new Puppet("a");
    private final Puppet b = new Puppet("b");
    private final Puppet c = new Puppet("c");
    private final Pipeline pipeline = named("p", a, b, c);
    private final Settings allToTwo =
            Settings.of(Map.of("holdfast.p.a.size", "2", "holdfast.p.b.size", "2", "holdfast.p.c.size", "2"));

    private Pipeline named(String name, Puppet... puppets) {
        var builder =
                Pipeline.named(name).in(registry).within(Duration.ofSeconds(1)).allowOrder("three of a kind");
        for (Puppet each : puppets) {
            builder.with(each);
        }
        return builder.build();
    }

    private List<Integer> sizes() {
        return List.of(a.size.size, b.size.size, c.size.size);
    }

    @Test
    void whatCannotBeLookedAtAfterTheChangeIsTakenBack() {
        b.onFacts = () -> {
            if (b.size.size == 2) {
                throw new IllegalStateException("facts of two");
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.apply(allToTwo))
                .withMessage("facts of two");
        assertThat(sizes()).containsExactly(1, 1, 1);
        assertThat(pipeline.explain().policies().get(0).settings()).containsEntry("size", new Setting("1", "code"));
    }

    @Test
    void aPolicyThatDoesNotGoBackHoldsUpNoOther() {
        b.onChange = next -> {
            if (next.size == 1) {
                throw new IllegalStateException("no way back");
            }
        };
        c.onChange = next -> {
            throw new IllegalArgumentException("not this size");
        };
        Throwable refused = catchThrowable(() -> registry.apply(allToTwo));
        assertThat(refused).isInstanceOf(IllegalArgumentException.class).hasMessage("not this size");
        assertThat(refused.getSuppressed()).extracting(Throwable::getMessage).containsExactly("no way back");
        assertThat(sizes()).containsExactly(1, 2, 1);
    }

    @Test
    void aChangeByHandInTheMiddleIsNeitherOverwrittenNorTakenBack() {
        a.onChange = next -> c.size = new Size(7);
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.apply(allToTwo))
                .withMessageContaining("changed since by somebody else");
        assertThat(sizes()).containsExactly(1, 1, 7);

        a.onChange = next -> {};
        c.onChange = next -> {
            a.size = new Size(8);
            throw new IllegalArgumentException("not this size");
        };
        assertThatIllegalArgumentException().isThrownBy(() -> registry.apply(allToTwo));
        assertThat(sizes()).containsExactly(8, 1, 7);
    }

    @Test
    void aRollbackThatIsRefusedInTheMiddleChangesNothing() {
        Applied applied = registry.apply(allToTwo);
        a.onChange = next -> {
            if (next.size == 1) {
                throw new IllegalArgumentException("not this size");
            }
        };
        assertThatIllegalArgumentException().isThrownBy(applied::rollback);
        assertThat(sizes()).containsExactly(2, 2, 2);
        a.onChange = next -> {};
        applied.rollback();
        assertThat(sizes()).containsExactly(1, 1, 1);
        assertThatIllegalStateException().as("twice").isThrownBy(applied::rollback);
    }

    @Test
    void aChangeWithinAChangeIsRefused() {
        a.onChange = next -> registry.apply(allToTwo);
        assertThatIllegalStateException()
                .isThrownBy(() -> registry.apply(allToTwo))
                .withMessageContaining("another change of this registry is under way");
        assertThat(sizes()).containsExactly(1, 1, 1);
        a.onChange = next -> {};
        registry.apply(allToTwo);
        assertThat(sizes()).containsExactly(2, 2, 2);
    }

    @Test
    void anotherPolicyOfTheSameNameKeepsItsSource() {
        Puppet other = new Puppet("a");
        Pipeline elsewhere = named("elsewhere", other);
        registry.apply(allToTwo);
        assertThat(elsewhere.explain().policies().get(0).settings()).containsEntry("size", new Setting("1", "code"));
    }

    @Test
    void aKeyThatCouldMeanTwoPoliciesChangesNeither() {
        Puppet one = new Puppet("y.z");
        Puppet two = new Puppet("z");
        named("x", one);
        named("x.y", two);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.apply(Settings.of(Map.of("holdfast.x.y.z.size", "2"))))
                .withMessage("'holdfast.x.y.z.size' could be meant for 'y.z' and for 'z'; rename one");
        assertThat(List.of(one.size.size, two.size.size)).containsExactly(1, 1);
    }

    @Test
    void namesThatAreAlikeAsVariablesAreInNobodysWayUntilTheyAreUsed() {
        named("pay-ments", new Puppet("d"));
        named("payments", new Puppet("d"));
        registry.apply(Settings.environment(Map.of("HOLDFAST_P_A_SIZE", "5")));
        assertThat(a.size.size).isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.apply(Settings.environment(Map.of("HOLDFAST_PAYMENTS_D_SIZE", "5"))))
                .withMessage(
                        "'holdfast.payments.d.size' and 'holdfast.pay-ments.d.size' are written alike as variables;"
                                + " rename one");
    }

    @Test
    void aValueThatIsNoTextIsNotOverlooked() {
        Properties properties = new Properties();
        properties.put("holdfast.p.a.size", 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(properties))
                .withMessage("holdfast.p.a.size: 2 (expected: a text)");
        Map<String, String> empty = new java.util.HashMap<>();
        empty.put("holdfast.p.a.size", null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(empty))
                .withMessage("holdfast.p.a.size: null (expected: not null)");
    }
}
