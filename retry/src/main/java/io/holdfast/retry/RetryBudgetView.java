package io.holdfast.retry;

/**
 * A retry budget as it was at one moment.
 *
 * @param name its name
 * @param settings the settings in force
 * @param available how many repetitions its savings pay for now, from 0 to the burst
 * @param granted how many repetitions it has paid for
 * @param fromFloor how many of them the floor has paid for
 * @param refused how many it has refused to pay for
 */
public record RetryBudgetView(
        String name, RetryBudgetSettings settings, long available, long granted, long fromFloor, long refused) {}
