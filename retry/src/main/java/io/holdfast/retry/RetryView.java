package io.holdfast.retry;

/**
 * A retry as it was at one moment.
 *
 * @param name its name
 * @param settings the settings in force
 * @param retries how many attempts it has repeated
 * @param exhausted how many failed calls it has not repeated any more
 * @param budget its budget, which others may share
 */
public record RetryView(String name, RetrySettings settings, long retries, long exhausted, RetryBudgetView budget) {}
