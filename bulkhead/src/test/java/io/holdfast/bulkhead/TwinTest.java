package io.holdfast.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Ticket;
import io.holdfast.testkit.Histories;
import io.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The bulkhead and a naive twin, a counter and a list, live through the same random histories and never differ. */
class TwinTest {
    private static final int MOST = 4;
    private static final Duration LONG = Duration.ofDays(1);

    /** Both, and what their callers hold. */
    private static final class Pair {
        private final Line line = new Line(Bulkhead.of(2).queue(3, LONG));
        private final List<Long> held = new ArrayList<>();
        private final List<Ticket> queue = new ArrayList<>();
        private int permits = 2;
        private int maxWaiting = 3;

        void enter() {
            long answer = line.enter();
            boolean free = queue.isEmpty() && held.size() < permits;
            assertThat(answer >= 0).as("entered").isEqualTo(free);
            if (free) {
                held.add(answer);
            } else {
                boolean mayWait = maxWaiting > 0 && queue.size() < maxWaiting;
                assertThat(answer == Gate.QUEUE).as("may wait").isEqualTo(mayWait);
            }
        }

        void queueUp() {
            Ticket ticket = line.ticket();
            RejectionKind refused = line.join(ticket, Deadline.NONE);
            assertThat(refused).isEqualTo(queue.size() < maxWaiting ? null : RejectionKind.QUEUE_FULL);
            if (refused == null) {
                queue.add(ticket);
                serve();
            }
        }

        void leave(int which) {
            if (!queue.isEmpty()) {
                assertThat(line.leave(queue.remove(which % queue.size()))).isTrue();
            }
        }

        void release(int which) {
            if (!held.isEmpty()) {
                line.giveBack(held.remove(which % held.size()));
                serve();
            }
        }

        void resize(int limit, int waiting) {
            permits = limit;
            maxWaiting = waiting;
            BulkheadSettings plain = BulkheadSettings.of(limit);
            line.bulkhead.reconfigure(waiting == 0 ? plain : plain.withQueue(waiting, LONG));
            serve();
        }

        private void serve() {
            while (!queue.isEmpty() && held.size() < permits) {
                Ticket first = queue.remove(0);
                assertThat(first.granted())
                        .as("the first in the queue is served")
                        .isTrue();
                held.add(first.answer());
            }
        }

        void same() {
            assertThat(queue).as("nobody else is served").noneMatch(Ticket::granted);
            BulkheadView view = line.bulkhead.view();
            assertThat(view.inUse()).isEqualTo(held.size());
            assertThat(view.waiting()).isEqualTo(queue.size());
            assertThat(view.permits()).isEqualTo(permits);
            assertThat(view.available()).isEqualTo(Math.max(0, permits - held.size()));
            assertThat(view.oldestHolder().isPresent()).isEqualTo(!held.isEmpty());
        }

        void allCameBack() {
            while (!queue.isEmpty()) {
                leave(0);
            }
            while (!held.isEmpty()) {
                release(0);
            }
            same();
            assertThat(line.bulkhead.available()).isEqualTo(permits);
        }
    }

    private static Histories.Step<Pair> step(RandomGenerator random) {
        int number = random.nextInt(MOST);
        int other = random.nextInt(MOST);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> step("enter", Pair::enter);
            case 3, 4 -> step("wait", Pair::queueUp);
            case 5 -> step("leave " + number, pair -> pair.leave(number));
            case 6, 7 -> step("release " + number, pair -> pair.release(number));
            default -> step("resize to " + (1 + number) + ", " + other, pair -> pair.resize(1 + number, other));
        };
    }

    private static Histories.Step<Pair> step(String words, Histories.Step<Pair> act) {
        return Histories.step(words, pair -> {
            act.apply(pair);
            pair.same();
        });
    }

    @Test
    void theyNeverDiffer() {
        Histories.of(random -> new Pair(), TwinTest::step)
                .finallyCheck(Pair::allCameBack)
                .run(5_000);
    }
}
