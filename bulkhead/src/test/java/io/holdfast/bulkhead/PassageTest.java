package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ten thousand pass fifty, on virtual time: at every instant all permits are in use while anybody waits, nobody waits longer than
 * those in front of him take, and who leaves costs the others nothing.
 */
class PassageTest {
    private static final int MANY = 10_000;
    private static final int PERMITS = 50;
    private static final Duration WORK = Duration.ofMillis(10);

    private record Caller(int inFront, Ticket ticket) {}

    @EveryClock
    void tenThousandPassFiftyWithoutAGap(long clockStart) {
        Line line = new Line(Bulkhead.of(PERMITS).queue(MANY, Duration.ofMinutes(5)), clockStart);
        SplittableRandom random = new SplittableRandom(6);
        Deque<Long> inside = new ArrayDeque<>();
        for (int i = 0; i < PERMITS; i++) {
            inside.add(line.enter());
        }
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < MANY - PERMITS; i++) {
            assertThat(line.enter()).isEqualTo(Gate.QUEUE);
            callers.add(new Caller(i, line.joined()));
        }
        int left = 0;
        int served = PERMITS;
        int from = 0;
        long rounds = 0;
        while (!inside.isEmpty()) {
            for (int cancels = random.nextInt(3); cancels > 0 && from < callers.size(); cancels--) {
                Caller victim = callers.get(from + random.nextInt(callers.size() - from));
                left += line.leave(victim.ticket) ? 1 : 0;
            }
            line.time.jump(WORK);
            rounds++;
            for (int i = inside.size(); i > 0; i--) {
                line.giveBack(inside.remove());
            }
            for (;
                    from < callers.size()
                            && (granted(callers.get(from))
                                    || callers.get(from).ticket.gone());
                    from++) {
                if (granted(callers.get(from))) {
                    assertThat(rounds)
                            .as("rounds that caller %d has waited", from)
                            .isLessThanOrEqualTo(callers.get(from).inFront / PERMITS + 1);
                    inside.add(callers.get(from).ticket.answer());
                    served++;
                }
            }
            assertThat(inside).hasSizeLessThanOrEqualTo(PERMITS);
            assertThat(inside.size() == PERMITS || line.bulkhead.waiting() == 0)
                    .as("permits free while somebody waits, in round %d", rounds)
                    .isTrue();
        }
        assertThat(served + left).isEqualTo(MANY);
        assertThat(left).isPositive();
        assertThat(rounds).as("rounds of %d", PERMITS).isEqualTo((served + PERMITS - 1) / PERMITS);
        assertThat(line.bulkhead.available()).isEqualTo(PERMITS);
        assertThat(line.bulkhead.waiting()).isZero();
    }

    private static boolean granted(Caller caller) {
        return caller.ticket.granted();
    }
}
