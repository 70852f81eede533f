package io.holdfast.bulkhead;

import io.holdfast.spi.Options;
import io.holdfast.spi.PolicySettings;
import io.holdfast.spi.Require;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of a bulkhead: the one place of options, defaults and accepted ranges.
 *
 * @param permits how many calls may run at one time; from 1 to 1,000,000
 * @param maxWaiting how many more may wait for a permit; default 0, up to 1,000,000
 * @param maxWait how long each may wait; default zero, positive exactly when somebody may wait
 * @param suspectAfter from which age on a permit that is still held is announced as {@link PermitHeldLong}; default 5
 *     minutes, positive
 */
public record BulkheadSettings(int permits, int maxWaiting, Duration maxWait, Duration suspectAfter)
        implements PolicySettings<BulkheadSettings> {
    private static final Duration SUSPECT_AFTER = Duration.ofMinutes(5);

    /**
     * Checks the parts.
     *
     * @param permits as above
     * @param maxWaiting as above
     * @param maxWait as above
     * @param suspectAfter as above
     */
    public BulkheadSettings {
        Require.range("permits", permits, 1, PermitWord.MOST);
        Require.range("maxWaiting", maxWaiting, 0, PermitWord.MOST);
        Require.durationOrZero("maxWait", maxWait);
        Require.duration("suspectAfter", suspectAfter);
        if (maxWaiting > 0 != !maxWait.isZero()) {
            throw Require.refused(
                    "maxWaiting and maxWait", maxWaiting + " and " + maxWait, "both zero, or both positive");
        }
    }

    /**
     * Settings with the defaults.
     *
     * @param permits how many calls may run at one time
     * @return nobody waits
     */
    public static BulkheadSettings of(int permits) {
        return new BulkheadSettings(permits, 0, Duration.ZERO, SUSPECT_AFTER);
    }

    /**
     * The same for another number of permits.
     *
     * @param number how many calls may run at one time
     * @return new settings
     */
    public BulkheadSettings withPermits(int number) {
        return new BulkheadSettings(number, maxWaiting, maxWait, suspectAfter);
    }

    /**
     * The same with another queue.
     *
     * @param calls how many may wait
     * @param time how long each may wait
     * @return new settings
     */
    public BulkheadSettings withQueue(int calls, Duration time) {
        return new BulkheadSettings(permits, calls, time, suspectAfter);
    }

    /**
     * The same with another age from which on a permit that is still held is announced.
     *
     * @param age the age
     * @return new settings
     */
    public BulkheadSettings withSuspectAfter(Duration age) {
        return new BulkheadSettings(permits, maxWaiting, maxWait, age);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        write(options, "");
        return options;
    }

    @Override
    public BulkheadSettings with(Map<String, String> changes) {
        Options options = new Options(changes);
        BulkheadSettings changed = read(options, "");
        options.refuseUnknown();
        return changed;
    }

    void write(Map<String, String> options, String prefix) {
        options.put(prefix + "permits", Integer.toString(permits));
        options.put(prefix + "maxWaiting", Integer.toString(maxWaiting));
        options.put(prefix + "maxWait", Options.text(maxWait));
        options.put(prefix + "suspectAfter", Options.text(suspectAfter));
    }

    BulkheadSettings read(Options options, String prefix) {
        return new BulkheadSettings(
                options.integer(prefix + "permits", permits),
                options.integer(prefix + "maxWaiting", maxWaiting),
                options.duration(prefix + "maxWait", maxWait),
                options.duration(prefix + "suspectAfter", suspectAfter));
    }
}
