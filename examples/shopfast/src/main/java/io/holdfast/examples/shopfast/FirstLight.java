package io.holdfast.examples.shopfast;

import io.holdfast.examples.shopfast.load.Phase;
import io.holdfast.examples.shopfast.load.Phase.Part;
import io.holdfast.examples.shopfast.load.Scale;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.report.Gate;
import io.holdfast.examples.shopfast.report.Recovery;
import io.holdfast.examples.shopfast.report.SideFigures;
import io.holdfast.examples.shopfast.stub.Fault;
import java.time.Duration;
import java.util.List;

/**
 * The scenario: the payment provider becomes slow, then hangs, then refuses, then is well again; and what is promised
 * about it.
 */
final class FirstLight {
    private static final int ORDERS_PER_REAL_MINUTE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TIME_TO_RECOVER = Duration.ofSeconds(10);

    private static final Phase WARM_UP =
            phase("warm-up", Part.WARM_UP, 5, Fault.none(), "both sides load their classes; not measured");
    private static final Phase HEALTHY =
            phase("healthy", Part.HEALTHY, 10, Fault.none(), "the payment provider answers at once");
    private static final Phase BORDER = phase(
            "border",
            Part.BORDER,
            1,
            Fault.none(),
            "the last second of health; who comes now may be hit, so not measured");
    private static final Phase SLOW =
            phase("slow", Part.DEAD, 10, Fault.slow(Duration.ofSeconds(5)), "each answer now takes 5 s");
    private static final Phase HANG = phase(
            "hang", Part.DEAD, 10, Fault.hang(), "calls are accepted and never answered; their connections stay open");
    private static final Phase ERRORS =
            phase("errors", Part.DEAD, 8, Fault.error(500), "it is back, but refuses each new call with status 500");
    private static final Phase RECOVERY =
            phase("recovery", Part.RECOVERY, 14, Fault.none(), "it is well again; nobody touches the shop");

    private FirstLight() {}

    static Schedule schedule() {
        return new Schedule(
                List.of(WARM_UP, HEALTHY, BORDER, SLOW, HANG, ERRORS, RECOVERY),
                Scale.perSecond(ORDERS_PER_REAL_MINUTE));
    }

    static Phase recoveryPhase() {
        return RECOVERY;
    }

    static List<Gate> gates(SideFigures bare, SideFigures guarded) {
        return List.of(
                Gate.shareAtLeast(
                        "guarded: real answers while healthy",
                        guarded.answeredWhileHealthy(),
                        guarded.offeredWhileHealthy(),
                        999),
                p99(guarded, SLOW),
                p99(guarded, HANG),
                Gate.reducedBy("guarded: calls into the dead stub", guarded.wasted(), bare.wasted(), 900),
                recoversInTime(guarded),
                p99(bare, SLOW).missed(),
                p99(bare, HANG).missed(),
                keptAway(bare).missed(),
                recoversInTime(bare).missed(),
                ledgersAgree(bare),
                ledgersAgree(guarded));
    }

    private static Gate p99(SideFigures side, Phase phase) {
        String claim = side.name() + ": p99 in phase '" + phase.name() + "'";
        return Gate.below(claim, side.during(phase.name()).p99Nanos(), PATIENCE.toNanos());
    }

    private static Gate recoversInTime(SideFigures side) {
        Recovery recovery = side.recovery();
        String measured = recovery.happened()
                ? String.format(
                        "after %.2f s: %d of %d", recovery.afterNanos() / 1e9, recovery.answered(), recovery.offered())
                : "never";
        return new Gate(
                side.name() + ": 99 % real answers again, unaided",
                measured,
                "within " + TIME_TO_RECOVER.toSeconds() + " s",
                recovery.happened() && recovery.afterNanos() <= TIME_TO_RECOVER.toNanos());
    }

    private static Gate ledgersAgree(SideFigures side) {
        var ledger = side.ledger();
        return new Gate(
                side.name() + ": client's ledger equals stub's ledger",
                ledger.sent() + " sent, " + ledger.arrived() + " arrived",
                ledger.isEqual()
                        ? "same ids"
                        : "same ids (lost " + ledger.lost().size() + ", unknown "
                                + ledger.unknown().size() + ", repeated " + ledger.repeated() + ")",
                ledger.isEqual());
    }

    private static Gate keptAway(SideFigures side) {
        long offered = offeredWhileDead(side);
        long keptAway = Math.max(0, offered - side.wasted());
        return Gate.shareAtLeast(side.name() + ": orders kept away from the dead stub", keptAway, offered, 900);
    }

    private static long offeredWhileDead(SideFigures side) {
        return side.phases().stream()
                .filter(figures -> figures.phase().part() == Part.DEAD)
                .mapToLong(figures -> figures.tally().offered())
                .sum();
    }

    private static Phase phase(String name, Part part, int seconds, Fault fault, String story) {
        return new Phase(name, part, Duration.ofSeconds(seconds), fault, story);
    }
}
