package io.holdfast.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clocks, waits, timers and randomness come from {@code io.holdfast.time}, so that a test can put its own there. */
class TimeRulesTest {
    private static final String TIME = "io.holdfast.time";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast");

    static List<ArchRule> rules() {
        return List.of(
                nobodyCalls(System.class, "nanoTime"),
                nobodyCalls(System.class, "currentTimeMillis"),
                nobodyCalls(Thread.class, "sleep"),
                nobodyCalls(Math.class, "random"),
                nobodyUses(ThreadLocalRandom.class),
                nobodyUses(Random.class),
                nobodyUses(SplittableRandom.class),
                nobodyButTheTestKitUses(Instant.class),
                nobodyCalls(Instant.class, "now"),
                nobodyUses(LocalDateTime.class),
                nobodyButTheTestKitUses(Clock.class),
                nobodyCalls(Clock.class, "systemUTC"),
                nobodyCalls(Clock.class, "system"),
                nobodyCalls(Clock.class, "systemDefaultZone"),
                nobodyUses(Timer.class),
                nobodyUses(LockSupport.class),
                nobodyUses(Executors.class));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(HOUSE);
    }

    @Test
    void theRulesSeeAnOffender() {
        JavaClasses offenders = new ClassFileImporter().importClasses(Offender.class);
        long seen = rules().stream()
                .filter(rule -> rule.evaluate(offenders).hasViolation())
                .count();
        assertThat(seen).isEqualTo(5);
        assertThatThrownBy(() -> nobodyCalls(System.class, "nanoTime").check(offenders))
                .hasMessageContaining("nanoTime");
    }

    /** Breaks five rules. */
    private static final class Offender {
        long now() throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(0);
            Thread.sleep(0);
            return System.nanoTime()
                    + System.currentTimeMillis()
                    + Instant.now().getNano();
        }
    }

    private static ArchRule nobodyCalls(Class<?> owner, String method) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(TIME)
                .should()
                .callMethodWhere(JavaCall.Predicates.target(
                                HasOwner.Predicates.With.owner(JavaClass.Predicates.equivalentTo(owner)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.name(method))))
                .as("nobody calls " + owner.getSimpleName() + "." + method);
    }

    private static ArchRule nobodyUses(Class<?> type) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(TIME)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(type)
                .as("nobody uses " + type.getSimpleName());
    }

    /** The test kit shows virtual time as a clock; what it may not do is to read a real one. */
    private static ArchRule nobodyButTheTestKitUses(Class<?> type) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(TIME, "io.holdfast.testkit")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(type)
                .as("nobody but the test kit uses " + type.getSimpleName());
    }
}
