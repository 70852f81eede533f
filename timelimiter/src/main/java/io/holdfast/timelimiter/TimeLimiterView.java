package io.holdfast.timelimiter;

/**
 * A look at a time limiter; the numbers are read one after the other.
 *
 * @param name what it is called
 * @param settings the settings in force
 * @param cuts how many attempts ran into the limit so far; those that ran into the deadline of their call are not among them
 * @param refused how many attempts were refused because too little time remained, or too much abandoned work was running
 * @param abandoned how much work that was cut or given up still runs
 */
public record TimeLimiterView(String name, TimeLimiterSettings settings, long cuts, long refused, int abandoned) {}
