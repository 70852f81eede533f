package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Permit;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is said of the oldest permit is never too much, and grows while it is held. */
class OldestHolderTest {
    private static final long SECOND = 1_000_000_000L;

    @EveryClock
    void ageCountsFromTheFirstLook(long clockStart) {
        Line line = new Line(Bulkhead.of(3), clockStart);
        assertThat(line.bulkhead.view().oldestHolder()).isEmpty();
        line.ask();
        line.time.advance(Duration.ofSeconds(5));
        assertThat(line.bulkhead.view().oldestHolder()).contains(Duration.ZERO);
        line.time.advance(Duration.ofSeconds(7));
        assertThat(line.bulkhead.view().oldestHolder()).contains(Duration.ofSeconds(7));
        line.giveBack();
        assertThat(line.bulkhead.view().oldestHolder()).isEmpty();
    }

    @Test
    void youngHoldersDoNotHideTheOldOne() {
        Line line = new Line(Bulkhead.of(3));
        Permit stuck = line.bulkhead.tryAcquire();
        line.bulkhead.view();
        for (int i = 0; i < 100; i++) {
            line.ask();
            line.time.advance(Duration.ofSeconds(1));
            line.bulkhead.view();
            line.giveBack();
        }
        assertThat(line.bulkhead.view().oldestHolder()).contains(Duration.ofSeconds(100));
        stuck.close();
        assertThat(line.bulkhead.view().oldestHolder()).isEmpty();
    }

    @Test
    void whoEntersAHalfFullPoolLooks() {
        Line line = new Line(Bulkhead.of(10));
        for (int i = 0; i < 5; i++) {
            line.ask();
        }
        line.time.advance(Duration.ofSeconds(3));
        assertThat(line.bulkhead.view().oldestHolder()).contains(Duration.ofSeconds(3));
    }

    @Test
    void whereTheClockIsReadAnywaySomebodyLooksOnceASecond() {
        Line line = new Line(Bulkhead.of(1_000), 77);
        line.time.advance(Duration.ofSeconds(1));
        line.bulkhead.enter(line.time.nanos(), Deadline.NONE, Gate.NO_SUBJECT);
        line.time.advance(Duration.ofSeconds(3));
        assertThat(line.bulkhead.view().oldestHolder()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aRefusalNamesTheCompartmentAndTheAge() {
        Line line = new Line(Bulkhead.of(1));
        line.ask();
        assertThat(line.bulkhead.tryAcquire().refusal().orElseThrow().reason())
                .isEqualTo("rejected by 'b': all permits are in use, 1 of 1 in use, 0 of 0 waiting");
        line.time.advance(Duration.ofMillis(1_500));
        assertThat(line.bulkhead.tryAcquire().refusal().orElseThrow().reason())
                .endsWith("1 of 1 in use, 0 of 0 waiting, oldest permit held for at least 1500ms");
    }

    @Test
    void aPermitThatIsHeldLongIsAnnouncedOnce() {
        Line line = new Line(Bulkhead.of(2).suspectAfter(Duration.ofMinutes(1)));
        List<PermitHeldLong> seen = new ArrayList<>();
        line.bulkhead.on(PermitHeldLong.class, seen::add);
        line.ask();
        line.bulkhead.view();
        line.time.advance(Duration.ofSeconds(59));
        line.bulkhead.view();
        assertThat(seen).isEmpty();
        line.time.advance(Duration.ofSeconds(1));
        line.ask();
        line.ask(); // refused, which is a look
        line.bulkhead.view();
        assertThat(seen).containsExactly(new PermitHeldLong("b", "", Duration.ofMinutes(1), 2, 2));
        line.giveBack();
        line.bulkhead.view();
        line.time.advance(Duration.ofMinutes(2));
        line.bulkhead.view();
        assertThat(seen).hasSize(2);
    }

    /** Random histories against a list of true ages: never more than the truth, never less than since the look before. */
    @Test
    void neverMoreThanTheTruth() {
        SplittableRandom random = new SplittableRandom(20);
        for (int history = 0; history < 300; history++) {
            Line line = new Line(Bulkhead.of(1 + random.nextInt(12)), random.nextLong());
            Queue<Long> taken = new ArrayDeque<>();
            for (int step = 0; step < 200; step++) {
                int what = random.nextInt(5);
                if (what < 2 && line.ask() >= 0) {
                    taken.add(line.time.nanos());
                } else if (what == 2 && !taken.isEmpty()) {
                    line.giveBack();
                    taken.remove();
                } else if (what == 3) {
                    line.time.advance(Duration.ofNanos(random.nextLong(3 * SECOND)));
                } else if (what == 4 && random.nextInt(10) == 0) {
                    int permits = 1 + random.nextInt(12);
                    line.bulkhead.reconfigure(BulkheadSettings.of(permits));
                }
                Optional<Duration> said = line.bulkhead.view().oldestHolder();
                long truth = taken.isEmpty() ? -1 : line.time.nanos() - taken.peek();
                assertThat(said.map(Duration::toNanos).orElse(-1L)).isLessThanOrEqualTo(truth);
                assertThat(said.isPresent()).as("somebody holds one").isEqualTo(!taken.isEmpty());
            }
        }
    }
}
