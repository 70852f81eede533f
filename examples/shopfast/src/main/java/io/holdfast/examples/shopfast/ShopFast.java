package io.holdfast.examples.shopfast;

import io.holdfast.Registry;
import io.holdfast.examples.shopfast.load.Scale;
import io.holdfast.examples.shopfast.load.Schedule;
import io.holdfast.examples.shopfast.ops.OpsServer;
import io.holdfast.examples.shopfast.payment.Checkout;
import io.holdfast.examples.shopfast.payment.GuardedCheckout;
import io.holdfast.examples.shopfast.report.Gate;
import io.holdfast.examples.shopfast.report.ResultTable;
import io.holdfast.examples.shopfast.report.SideFigures;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * The program: runs a bare and a guarded checkout side by side through the failure of their payment provider, shows how
 * both fare, and ends with status 0 only if every promise about them was kept.
 */
public final class ShopFast {
    private ShopFast() {}

    /**
     * Runs the demonstration.
     *
     * @param args none
     * @throws IOException if no loopback port can be opened
     * @throws InterruptedException if interrupted before the end
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(System.out) ? 0 : 1);
    }

    private static boolean run(PrintStream out) throws IOException, InterruptedException {
        Schedule schedule = FirstLight.schedule();
        introduce(out, schedule);
        try (Side<Checkout> bare = new Side<>("bare", schedule, client -> client::charge);
                Side<GuardedCheckout> guarded = new Side<>("guarded", schedule, GuardedCheckout::new);
                OpsServer ops = new OpsServer(Registry.standard())) {
            out.printf("Meanwhile: %s and %s%n%n", ops.uri("/metrics"), ops.uri("/health/ready"));
            play(out, schedule, bare, guarded);
            return conclude(out, bare.figures(FirstLight.recoveryPhase()), guarded.figures(FirstLight.recoveryPhase()));
        }
    }

    private static void play(PrintStream out, Schedule schedule, Side<Checkout> bare, Side<GuardedCheckout> guarded)
            throws InterruptedException {
        try (Watch watch = new Watch(out, schedule, bare, guarded, guarded.checkout()::breakerState)) {
            new Comparison(schedule, bare, guarded, watch).run();
        }
    }

    private static void introduce(PrintStream out, Schedule schedule) {
        out.printf(
                "ShopFast: two equal checkouts call two equal payment providers over real sockets, %d orders/s each.%n",
                schedule.perSecond());
        out.printf(
                "For %d s the providers get slow, hang, refuse and recover. "
                        + "One checkout is bare, one guarded by Holdfast.%n",
                schedule.length().toSeconds());
        out.printf(
                "(Limits of the shop run at 1/%d of their real time. Warm-up and border second: not in the table.)%n%n",
                Scale.FACTOR);
    }

    private static boolean conclude(PrintStream out, SideFigures bare, SideFigures guarded) {
        out.println();
        ResultTable.of(bare, guarded).forEach(out::println);
        out.println();
        List<Gate> gates = FirstLight.gates(bare, guarded);
        out.println(Gate.heading());
        gates.forEach(gate -> out.println(gate.line()));
        out.println();
        boolean kept = gates.stream().allMatch(Gate::holds);
        if (kept) {
            out.printf(
                    "All %d gates hold: the failure left %d customers of the bare shop with nothing, "
                            + "and %d of the guarded.%n",
                    gates.size(), bare.failed(), guarded.failed());
        } else {
            out.printf(
                    "%d of %d gates did not hold; see the lines marked FAIL.%n",
                    gates.stream().filter(gate -> !gate.holds()).count(), gates.size());
        }
        return kept;
    }
}
