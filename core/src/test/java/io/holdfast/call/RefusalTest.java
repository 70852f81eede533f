package io.holdfast.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    private static final Refuser GATE = new Refuser() {
        @Override
        public String name() {
            return "payments/bulkhead";
        }

        @Override
        public String numbers(Refusal<?> refusal) {
            return "50 of 50 in use";
        }
    };

    @ParameterizedTest
    @EnumSource(RejectionKind.class)
    void everyKindSurvivesPackingAndIsNegativeAndNotQueue(RejectionKind kind) {
        for (long nanos : new long[] {0, 1, 1_000_000_007L, (1L << 56) - 1}) {
            long code = Refusal.code(kind, nanos);
            assertThat(code).isNegative().isNotEqualTo(-1);
            assertThat(Refusal.kind(code)).isEqualTo(kind);
            assertThat(Refusal.retryAfterNanos(code)).isEqualTo(nanos);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 56, Long.MAX_VALUE})
    void aRetryAfterBeyondTheFieldIsNotToldRatherThanToldTooShort(long nanos) {
        long code = Refusal.code(RejectionKind.RATE_LIMITED, nanos);
        assertThat(Refusal.kind(code)).isEqualTo(RejectionKind.RATE_LIMITED);
        assertThat(Refusal.retryAfterNanos(code)).isZero();
    }

    @Test
    void aNegativeRetryAfterMeansUnknown() {
        Refusal<?> refusal = new Refusal<>(GATE, "payments", Refusal.code(RejectionKind.OTHER, -5));
        assertThat(refusal.retryAfter()).isEmpty();
    }

    @Test
    void theExceptionSaysWhoWhyTheNumbersAndWhenToTryAgain() {
        Refusal<?> refusal = new Refusal<>(GATE, "payments", Refusal.code(RejectionKind.CONCURRENCY_FULL, 1_500_000));
        RejectedException thrown = (RejectedException) refusal.toException(false);
        assertThat(thrown)
                .hasMessage("pipeline 'payments' rejected by 'payments/bulkhead': all permits are in use, "
                        + "50 of 50 in use, retry after 1.5 ms");
        assertThat(thrown.kind()).isEqualTo(RejectionKind.CONCURRENCY_FULL);
        assertThat(thrown.retryAfter()).contains(Duration.ofNanos(1_500_000));
        assertThat(thrown.getStackTrace()).isEmpty();
        assertThat(refusal.toException(true).getStackTrace()).isNotEmpty();
    }

    @Test
    void interruptionAndDeadlineHaveExceptionsOfTheirOwn() {
        assertThat(new Refusal<>(GATE, "p", Refusal.code(RejectionKind.INTERRUPTED, 0)).toException(false))
                .isInstanceOf(CallInterruptedException.class);
        assertThat(new Refusal<>(GATE, "p", Refusal.code(RejectionKind.DEADLINE, 0)).toException(false))
                .isInstanceOf(DeadlineExceededException.class)
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void asAnOutcomeItHasNoValue() {
        Refusal<String> refusal = new Refusal<>(GATE, "p", Refusal.code(RejectionKind.OTHER, 0));
        assertThat(refusal.succeeded()).isFalse();
        assertThat(refusal.orElse("other")).isEqualTo("other");
        assertThat(refusal.failure()).containsInstanceOf(RejectedException.class);
        assertThatThrownBy(refusal::orElseThrow).isInstanceOf(RejectedException.class);
    }

    @Test
    void aSerialisedExceptionKeepsItsKind() throws IOException, ClassNotFoundException {
        Refusal<?> refusal = new Refusal<>(GATE, "p", Refusal.code(RejectionKind.CIRCUIT_OPEN, 7));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(refusal.toException(false));
        RejectedException read =
                (RejectedException) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(read.kind()).isEqualTo(RejectionKind.CIRCUIT_OPEN);
        assertThat(read).hasMessage("the circuit is open");
        assertThat(read.policy()).isEmpty();
        assertThat(read.retryAfter()).isEmpty();
    }
}
