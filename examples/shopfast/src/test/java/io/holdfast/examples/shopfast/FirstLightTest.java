package io.holdfast.examples.shopfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.examples.shopfast.ledger.LedgerComparison;
import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.load.Tally;
import io.holdfast.examples.shopfast.report.Gate;
import io.holdfast.examples.shopfast.report.PhaseFigures;
import io.holdfast.examples.shopfast.report.Recovery;
import io.holdfast.examples.shopfast.report.ResultTable;
import io.holdfast.examples.shopfast.report.SideFigures;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstLightTest {
    private static final Schedule SCHEDULE = FirstLight.schedule();
    private static final long FAST = 5_000_000L;
    private static final long ENDLESS = 10_000_000_000L;
    private static final Recovery NEVER = new Recovery(Long.MAX_VALUE, 0, 0);
    private static final Recovery SOON = new Recovery(1_000_000_000L, 1_300, 1_300);
    private static final LedgerComparison EQUAL = new LedgerComparison(9, 9, Set.of(), Set.of(), 0);

    private final SideFigures bare = side("bare", ENDLESS, 1_000, NEVER, EQUAL);
    private final SideFigures guarded = side("guarded", FAST, 25, SOON, EQUAL);

    @Test
    void endsWithinItsTimeAndLeavesRoomToJudgeTheRecovery() {
        assertThat(SCHEDULE.length()).isLessThan(Duration.ofSeconds(65));
        assertThat(FirstLight.recoveryPhase().length()).isGreaterThan(Duration.ofSeconds(12));
        assertThat(SCHEDULE.phases().stream().map(Phase::name)).doesNotHaveDuplicates();
    }

    @Test
    void passesAGuardedSideNextToABareOne() {
        assertThat(FirstLight.gates(bare, guarded)).hasSize(11).allMatch(Gate::holds);
    }

    @Test
    void failsAShopWhoseGuardDoesNothing() {
        assertThat(FirstLight.gates(bare, side("guarded", ENDLESS, 1_000, SOON, EQUAL)))
                .filteredOn(gate -> !gate.holds())
                .extracting(Gate::claim)
                .containsExactly(
                        "guarded: p99 in phase 'slow'",
                        "guarded: p99 in phase 'hang'",
                        "guarded: calls into the dead stub");
    }

    @Test
    void failsADemonstrationInWhichTheBareShopDoesNotSuffer() {
        assertThat(FirstLight.gates(side("bare", FAST, 25, SOON, EQUAL), guarded))
                .filteredOn(gate -> !gate.holds())
                .extracting(Gate::claim)
                .contains(
                        "bare: p99 in phase 'slow'",
                        "bare: orders kept away from the dead stub",
                        "bare: 99 % real answers again, unaided");
    }

    @Test
    void failsALateRecoveryAndAnUnequalLedger() {
        Recovery late = new Recovery(10_000_000_001L, 300, 300);
        LedgerComparison lost = new LedgerComparison(9, 8, Set.of("guarded-4"), Set.of(), 0);

        assertThat(FirstLight.gates(bare, side("guarded", FAST, 25, late, lost)))
                .filteredOn(gate -> !gate.holds())
                .extracting(Gate::line)
                .satisfiesExactly(
                        line -> assertThat(line).contains("after 10.00 s: 300 of 300", "within 10 s"),
                        line -> assertThat(line).contains("9 sent, 8 arrived", "lost 1"));
    }

    @Test
    void drawsATableThatFitsTheTerminal() {
        assertThat(ResultTable.of(bare, guarded))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120))
                .anySatisfy(line -> assertThat(line).startsWith("recovery").contains("bare", "1400"))
                .noneSatisfy(line -> assertThat(line).contains("warm-up"));
    }

    private static SideFigures side(
            String name, long deadP99, int callsPerDeadPhase, Recovery recovery, LedgerComparison ledger) {
        List<PhaseFigures> phases = SCHEDULE.phases().stream()
                .filter(Phase::isMeasured)
                .map(phase -> phase(phase, deadP99, callsPerDeadPhase))
                .toList();
        return new SideFigures(name, phases, recovery, ledger, 0, 0, 1);
    }

    private static PhaseFigures phase(Phase phase, long deadP99, int callsPerDeadPhase) {
        int orders = SCHEDULE.endOf(phase) - SCHEDULE.firstOf(phase);
        return phase.fault().isDead()
                ? new PhaseFigures(phase, new Tally(0, orders, 0, 0), deadP99, deadP99, callsPerDeadPhase)
                : new PhaseFigures(phase, new Tally(orders, 0, 0, 0), FAST, FAST, orders);
    }
}
