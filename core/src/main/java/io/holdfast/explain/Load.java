package io.holdfast.explain;

import io.holdfast.spi.Require;
import java.time.Duration;

/**
 * What a pipeline is declared to carry. Every part may be left open; the linter asks only about what is declared.
 *
 * @param perSecond how many calls come in a second; 0 when not declared
 * @param callers how many calls run at one time at most; 0 when not declared
 * @param taking how long the dependency takes on a normal day; zero when not declared
 * @param layers how many services in a row repeat failed calls as this one does, itself included; from 1 to 10
 */
public record Load(double perSecond, int callers, Duration taking, int layers) {
    private static final double MOST_PER_SECOND = 1e9;
    private static final int MOST_CALLERS = 1_000_000;
    private static final int MOST_LAYERS = 10;

    /**
     * Checks the parts.
     *
     * @param perSecond as above
     * @param callers as above
     * @param taking as above
     * @param layers as above
     */
    public Load {
        if (!(perSecond >= 0 && perSecond <= MOST_PER_SECOND)) {
            throw Require.refused("perSecond", perSecond, ">= 0 and <= 1000000000");
        }
        Require.range("callers", callers, 0, MOST_CALLERS);
        Require.durationOrZero("taking", taking);
        Require.range("layers", layers, 1, MOST_LAYERS);
    }

    /**
     * A rate of calls.
     *
     * @param calls how many calls come in a second
     * @return the load
     */
    public static Load perSecond(double calls) {
        if (!(calls > 0)) {
            throw Require.refused("perSecond", calls, "> 0 and <= 1000000000");
        }
        return new Load(calls, 0, Duration.ZERO, 1);
    }

    /**
     * A number of callers, whatever their rate.
     *
     * @param count how many calls run at one time at most
     * @return the load
     */
    public static Load ofCallers(int count) {
        return new Load(0, Require.range("callers", count, 1, MOST_CALLERS), Duration.ZERO, 1);
    }

    /**
     * The same with a number of callers.
     *
     * @param count how many calls run at one time at most: threads, workers, connections
     * @return a new load
     */
    public Load callers(int count) {
        return new Load(perSecond, Require.range("callers", count, 1, MOST_CALLERS), taking, layers);
    }

    /**
     * The same with a usual duration.
     *
     * @param usual how long the dependency takes on a normal day
     * @return a new load
     */
    public Load taking(Duration usual) {
        Require.duration("taking", usual);
        return new Load(perSecond, callers, usual, layers);
    }

    /**
     * The same, behind or in front of services that repeat, too.
     *
     * @param count how many services in a row repeat failed calls as this one does, itself included
     * @return a new load
     */
    public Load layers(int count) {
        return new Load(perSecond, callers, taking, count);
    }
}
