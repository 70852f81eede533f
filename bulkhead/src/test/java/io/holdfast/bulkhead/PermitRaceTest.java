package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The permit pool in its narrow moments. Pools that are broken by one token of their source are caught by the same races, in
 * the long tests; {@code -Dholdfast.race=} picks one of them.
 */
class PermitRaceTest {
    private static final int ROUNDS = Integer.getInteger("holdfast.races", 100_000);
    private static final int SECONDS = Integer.getInteger("holdfast.raceSeconds", 1);
    private static final String PICKED = System.getProperty("holdfast.race", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant against cancel",
                "cancel in front of another",
                "release against enqueue",
                "resize against acquire",
                "growth against enqueue"
            })
    void sound(String race) {
        assumeTrue(race.contains(PICKED));
        String seen = PermitRaces.run(race, ROUNDS, SECONDS);
        System.out.println("[races] " + race + ": " + seen);
        assertThat(seen).startsWith("sound");
    }
}
