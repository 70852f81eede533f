package io.holdfast.circuitbreaker;

import java.util.Locale;

/**
 * The numbers of a trigger, at the moment at which it opened the circuit or as they are.
 *
 * @param trigger which one
 * @param counted how many failures or slow calls it has counted, those that are running included
 * @param calls among how many calls; 0 where no share is taken
 * @param running how many of the slow calls are still running
 */
public record Trip(Trigger trigger, int counted, int calls, int running) {
    private static final double PERCENT = 100;

    /** What opened the circuit, in words, with the numbers where the trigger does not say them already. */
    @Override
    public String toString() {
        String text = trigger.toString();
        if (calls > 0) {
            double percent = counted * PERCENT / calls;
            text += String.format(Locale.ROOT, " (%d of %d calls, %.1f%%)", counted, calls, percent);
        }
        return running > 0 ? text + ", " + running + " of them still running" : text;
    }
}
