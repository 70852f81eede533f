package io.holdfast.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.circuitbreaker.CircuitBreaker.State;
import io.holdfast.spi.Effect;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Verdict;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state meets every event. One failure opens, one probe closes, open for 30 s. */
class StateEventMatrixTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private final Driven it = new Driven(CircuitBreaker.consecutiveFailures(1).openFor(OPEN_FOR));

    /** An admission of the first closed state. */
    private final long early = it.admitted();

    /** The admission of the present state, if it has given one. */
    private long own = early;

    @ParameterizedTest(name = "{0}: {1} -> {2}, the next call {3}")
    @CsvSource({
        "CLOSED,         SUCCESS,      CLOSED,    admitted, 0",
        "CLOSED,         FAILURE,      OPEN,      refused,  1",
        "CLOSED,         NEUTRAL,      CLOSED,    admitted, 0",
        "CLOSED,         UNUSED,       CLOSED,    admitted, 0",
        "CLOSED,         reset,        CLOSED,    admitted, 1",
        "CLOSED,         timePasses,   CLOSED,    admitted, 0",
        "OPEN,           lateSUCCESS,  OPEN,      refused,  0",
        "OPEN,           lateFAILURE,  OPEN,      refused,  0",
        "OPEN,           lateNEUTRAL,  OPEN,      refused,  0",
        "OPEN,           lateUNUSED,   OPEN,      refused,  0",
        "OPEN,           reset,        CLOSED,    admitted, 1",
        "OPEN,           almostPasses, OPEN,      refused,  0",
        "OPEN,           timePasses,   HALF_OPEN, admitted, 1",
        "OPEN_TIME_UP,   lateSUCCESS,  HALF_OPEN, admitted, 1",
        "OPEN_TIME_UP,   lateFAILURE,  HALF_OPEN, admitted, 1",
        "OPEN_TIME_UP,   lateNEUTRAL,  HALF_OPEN, admitted, 1",
        "OPEN_TIME_UP,   lateUNUSED,   HALF_OPEN, admitted, 1",
        "OPEN_TIME_UP,   reset,        CLOSED,    admitted, 1",
        "OPEN_TIME_UP,   timePasses,   HALF_OPEN, admitted, 1",
        "HALF_OPEN,      SUCCESS,      CLOSED,    admitted, 1",
        "HALF_OPEN,      FAILURE,      OPEN,      refused,  1",
        "HALF_OPEN,      NEUTRAL,      HALF_OPEN, admitted, 0",
        "HALF_OPEN,      UNUSED,       HALF_OPEN, admitted, 0",
        "HALF_OPEN,      lateSUCCESS,  HALF_OPEN, refused,  0",
        "HALF_OPEN,      lateFAILURE,  HALF_OPEN, refused,  0",
        "HALF_OPEN,      lateNEUTRAL,  HALF_OPEN, refused,  0",
        "HALF_OPEN,      lateUNUSED,   HALF_OPEN, refused,  0",
        "HALF_OPEN,      reset,        CLOSED,    admitted, 1",
        "HALF_OPEN,      almostPasses, HALF_OPEN, refused,  0",
        "HALF_OPEN,      timePasses,   HALF_OPEN, admitted, 0",
        "CLOSED_AGAIN,   lateSUCCESS,  CLOSED,    admitted, 0",
        "CLOSED_AGAIN,   lateFAILURE,  CLOSED,    admitted, 0",
        "CLOSED_AGAIN,   lateNEUTRAL,  CLOSED,    admitted, 0",
        "CLOSED_AGAIN,   lateUNUSED,   CLOSED,    admitted, 0",
        "CLOSED_AGAIN,   FAILURE,      OPEN,      refused,  1",
        "OPEN_AGAIN,     lateSUCCESS,  OPEN,      refused,  0",
        "OPEN_AGAIN,     lateFAILURE,  OPEN,      refused,  0",
        "OPEN_AGAIN,     timePasses,   HALF_OPEN, admitted, 1",
    })
    void meets(String state, String event, State then, String nextCall, int transitions) {
        bring(state);
        int before = it.transitions.size();
        happen(event);

        assertThat(it.breaker.state()).isEqualTo(then);
        assertThat(it.ask() >= 0 ? "admitted" : "refused").isEqualTo(nextCall);
        assertThat(it.transitions.size() - before).as("transitions").isEqualTo(transitions);
    }

    private void bring(String state) {
        switch (state) {
            case "CLOSED" -> {}
            case "OPEN" -> it.tell(it.admitted(), Verdict.ERROR);
            case "OPEN_TIME_UP" -> {
                bring("OPEN");
                it.pass(OPEN_FOR);
            }
            case "HALF_OPEN" -> {
                bring("OPEN_TIME_UP");
                own = it.admitted();
            }
            case "CLOSED_AGAIN" -> {
                bring("HALF_OPEN");
                it.tell(own, Verdict.SUCCESS);
                own = it.admitted();
            }
            case "OPEN_AGAIN" -> {
                bring("HALF_OPEN");
                it.tell(own, Verdict.ERROR);
            }
            default -> throw new IllegalArgumentException(state);
        }
    }

    private void happen(String event) {
        switch (event) {
            case "reset" -> it.breaker.reset();
            case "timePasses" -> it.pass(OPEN_FOR);
            case "almostPasses" -> it.pass(OPEN_FOR.minusNanos(1));
            default -> {
                boolean late = event.startsWith("late");
                it.tell(late ? early : own, verdict(late ? event.substring("late".length()) : event));
            }
        }
    }

    private static Verdict verdict(String effect) {
        return new Verdict(Effect.valueOf(effect), FailureKind.NONE, 0);
    }
}
