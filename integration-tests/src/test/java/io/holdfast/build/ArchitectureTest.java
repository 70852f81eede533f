package io.holdfast.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house that a compiler does not know. */
class ArchitectureTest {
    private static final String CORE = "io.holdfast";

    /** Lowest first; each may use what stands before it. */
    private static final List<String> LAYERS = List.of(
            CORE + ".time",
            CORE + ".event",
            CORE + ".call",
            CORE + ".spi",
            CORE + ".state",
            CORE + ".explain",
            CORE + ".lint",
            CORE + ".engine",
            CORE,
            CORE + ".jmx");

    private static final List<String> MODULES =
            List.of("circuitbreaker", "bulkhead", "ratelimiter", "retry", "timelimiter", "cachefallback");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CORE);

    @Test
    void everyModuleIsLookedAt() {
        for (String layer : LAYERS) {
            assertThat(HOUSE.containPackage(layer)).as(layer).isTrue();
        }
        for (String module : MODULES) {
            assertThat(HOUSE.containPackage(CORE + "." + module)).as(module).isTrue();
        }
        assertThat(HOUSE.containPackage(CORE + ".metrics")).isTrue();
        assertThat(HOUSE.containPackage(CORE + ".testkit")).isTrue();
    }

    @Test
    void packagesOfCorePointDownwardOnly() {
        for (int layer = 0; layer < LAYERS.size() - 1; layer++) {
            String[] above = LAYERS.subList(layer + 1, LAYERS.size()).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(LAYERS.get(layer))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because(LAYERS.get(layer) + " stands below them")
                    .check(HOUSE);
        }
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void coreStandsOnNothingOfTheHouseButItself() {
        noClasses()
                .that()
                .resideInAnyPackage(LAYERS.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE + ".testkit..", CORE + ".metrics..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(MODULES.stream()
                        .map(module -> CORE + "." + module + "..")
                        .toArray(String[]::new))
                .check(HOUSE);
    }

    @Test
    void engineIsUsedByTheRootPackageOnly() {
        classes()
                .that()
                .resideInAPackage(CORE + ".engine")
                .should()
                .onlyBeAccessed()
                .byAnyPackage(CORE, CORE + ".engine")
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackages(CORE, CORE + ".engine")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE + ".engine")
                .check(HOUSE);
    }

    @Test
    void engineDoesNotShowInSignaturesThatUsersSee() {
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage(CORE)
                .should()
                .haveRawReturnType(JavaClass.Predicates.resideInAPackage(CORE + ".engine"))
                .check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circuitbreaker", "bulkhead", "ratelimiter", "retry", "timelimiter", "cachefallback"})
    void policyModulesStandOnThePartsOfCoreForPoliciesOnly(String module) {
        noClasses()
                .that()
                .resideInAPackage(CORE + "." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODULES.stream()
                        .filter(other -> !other.equals(module))
                        .map(other -> CORE + "." + other + "..")
                        .toArray(String[]::new))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, CORE + ".engine", CORE + ".metrics..", CORE + ".testkit..")
                .check(HOUSE);
    }

    @Test
    void metricsSeesPoliciesThroughCoreOnly() {
        noClasses()
                .that()
                .resideInAPackage(CORE + ".metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODULES.stream()
                        .map(module -> CORE + "." + module + "..")
                        .toArray(String[]::new))
                .check(HOUSE);
    }

    @Test
    void slf4jIsUsedOffTheHotPathOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        CORE + ".event", CORE + ".time", CORE + ".spi", CORE + ".lint", CORE + ".metrics")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j..")
                .check(HOUSE);
    }

    @Test
    void nothingTakesAMonitor() {
        noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(HOUSE);
    }

    @Test
    void coreHasNoThreadLocalsAndNoReflection() {
        noClasses()
                .that()
                .resideInAnyPackage(LAYERS.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect")
                .check(HOUSE);
    }
}
