package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.automatic();
    private final IOException down = new IOException("down");

    @Test
    void answersInOrderEachAtItsTime() throws Exception {
        Script<String> script = Script.<String>on(time)
                .succeed("one")
                .after(SECOND)
                .fail(down)
                .after(SECOND)
                .succeed(null)
                .once();
        assertThat(script.call()).isEqualTo("one");
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
        assertThatThrownBy(script::call).isSameAs(down);
        assertThat(time.nanos()).isEqualTo(2 * SECOND.toNanos());
        assertThat(script.call()).isNull();
        assertThatThrownBy(script::call)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has 3 outcomes and was called 4 times");
        assertThat(script.started()).isEqualTo(4);
        assertThat(script.ended()).isEqualTo(4);
        assertThat(script.running()).isZero();
        assertThat(script.maxRunning()).isEqualTo(1);
    }

    @Test
    void repeatsTheLastOrBeginsAnew() throws Exception {
        Script<Integer> last = Script.<Integer>on(time).succeed(1).succeed(2).repeatLast();
        Script<Integer> cycle = Script.<Integer>on(time).succeed(1).succeed(2).cycle();
        assertThat(new int[] {last.call(), last.call(), last.call(), last.call()})
                .containsExactly(1, 2, 2, 2);
        assertThat(new int[] {cycle.call(), cycle.call(), cycle.call(), cycle.call()})
                .containsExactly(1, 2, 1, 2);
    }

    @Test
    void anInterruptEndsAWaitAndAHang() {
        Script<String> script =
                Script.<String>on(time).succeed("late").after(SECOND).hang().cycle();
        Thread me = Thread.currentThread();
        for (int i = 1; i <= 2; i++) {
            time.schedule(500, me::interrupt);
            assertThatThrownBy(script::call).isInstanceOf(InterruptedException.class);
            assertThat(me.isInterrupted()).isFalse();
            assertThat(time.nanos()).isEqualTo(500L * i);
        }
    }

    @Test
    void deafWorkHearsAnEarlyInterruptWhenItsDeafnessEnds() {
        Script<String> script = Script.<String>on(time).hangDeaf(SECOND).cycle();
        Thread me = Thread.currentThread();
        time.schedule(500, me::interrupt);
        assertThatThrownBy(script::call).isInstanceOf(InterruptedException.class);
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void aHangThatNothingCanEndIsFoundAtOnce() {
        Script<String> script = Script.<String>on(time).hang().cycle();
        assertThatThrownBy(script::call)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("waited for the end of work that hangs");
    }

    @Test
    void inManualTimeAHangIsEndedByAnotherThread() throws Exception {
        VirtualTime manual = VirtualTime.manual();
        Script<String> script = Script.<String>on(manual).hang().cycle();
        Thread worker = new Thread(() -> assertThatThrownBy(script::call).isInstanceOf(InterruptedException.class));
        worker.start();
        manual.awaitParked(1);
        assertThat(script.running()).isEqualTo(1);
        worker.interrupt();
        worker.join();
        assertThat(script.ended()).isEqualTo(1);
    }

    @Test
    void asAsynchronousWorkItIsCompleteOrCompletedByTheTimer() {
        Script<String> script = Script.<String>on(time)
                .succeed("now")
                .fail(down)
                .succeed("later")
                .after(SECOND)
                .fail(down)
                .after(SECOND)
                .hang()
                .once();
        assertThat(script.start()).isCompletedWithValue("now");
        assertThat(script.start()).isCompletedExceptionally();
        CompletableFuture<String> later = script.start();
        CompletableFuture<String> failing = script.start();
        CompletableFuture<String> hanging = script.start();
        assertThat(script.running()).isEqualTo(3);
        assertThat(script.maxRunning()).isEqualTo(3);
        time.advance(SECOND);
        assertThat(later).isCompletedWithValue("later");
        assertThatThrownBy(failing::join).hasCause(down);
        assertThat(hanging).isNotDone();
        hanging.cancel(true);
        assertThat(script.running()).isZero();
        assertThat(script.ended()).isEqualTo(5);
    }

    @Test
    void aDeafFutureObeysACancellationOnlyAfterwards() {
        Script<String> script = Script.<String>on(time).hangDeaf(SECOND).cycle();
        CompletableFuture<String> deaf = script.start();
        assertThat(deaf.cancel(true)).isFalse();
        time.advance(SECOND.minusNanos(1));
        assertThat(deaf).isNotDone();
        assertThat(script.running()).isEqualTo(1);
        time.advance(Duration.ofNanos(1));
        assertThat(deaf).isCancelled();
        CompletableFuture<String> never = script.start();
        time.advance(SECOND.multipliedBy(9));
        assertThat(never).isNotDone();
        assertThat(never.cancel(true)).isTrue();
    }

    @Test
    void badScriptsAreRefused() {
        assertThatThrownBy(() -> Script.<String>on(time).once()).hasMessage("outcomes: 0 (expected: at least 1)");
        assertThatThrownBy(() -> Script.<String>on(time).hang().after(SECOND))
                .hasMessage("after: PT1S (expected: to follow succeed(...) or fail(...))");
        assertThatThrownBy(() -> Script.<String>on(time).succeed("x").after(SECOND.negated()))
                .hasMessageContaining("delay: PT-1S");
        assertThatThrownBy(() -> Script.<String>on(time).fail(new Throwable("neither")))
                .hasMessageEndingWith("(expected: an Exception or an Error)");
        assertThatThrownBy(() -> Script.<String>on(time).hangDeaf(Duration.ZERO))
                .hasMessageContaining("deafFor: PT0S");
    }
}
