package io.holdfast.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final Limits limits = new Limits(0.05, false, 3, 3, 12);

    /** 0.3 ns of a call of 10 ns, whatever the yardstick takes. */
    @Test
    void whatCannotBeResolvedIsInNanoseconds() {
        assertThat(limits.slack(List.of(10 / 26.0), 26)).isEqualTo(0.03, within(1e-9));
        assertThat(limits.slack(List.of(10 / 100.0), 100)).isEqualTo(0.03, within(1e-9));
        assertThat(limits.slack(List.of(2.0), 26)).isEqualTo(0.025, within(1e-9));
    }

    /** Four of twelve JVMs of the record had a layout that one of the check has: luck, not a change. */
    @Test
    void layoutThatIsGoodInFewJvmsIsNoMeasure() {
        List<Double> record = List.of(0.95, 0.95, 0.95, 0.95, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
        List<Double> check = List.of(0.95, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
        assertThat(limits.tooSlow(check, record, 26)).isFalse();
        assertThat(limits.tooSlow(check.stream().map(ratio -> ratio * 1.1).toList(), record, 26))
                .isTrue();
    }

    /** Two good JVMs of eighteen would excuse what sixteen have lost, such as an inlined call. */
    @Test
    void whatMostJvmsLoseIsTold() {
        List<Double> record = List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.4);
        List<Double> check = new ArrayList<>(Collections.nCopies(14, 1.3));
        check.addAll(List.of(1.0, 1.0, 1.0, 1.0));
        assertThat(limits.tooSlow(check, record, 26)).isTrue();
        assertThat(limits.tooSlow(
                        check.stream().map(ratio -> Math.min(ratio, 1.2)).toList(), record, 26))
                .as("a bad layout, found more often than when the record was made")
                .isFalse();
        List<Double> knownToBeSo = List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.3, 1.3);
        assertThat(limits.tooSlow(check, knownToBeSo, 26)).isFalse();
    }

    /** The lowest of all would hide what eleven of twelve JVMs allocate. */
    @Test
    void bytesOfMostJvmsCount() {
        List<Sample> eleven = bytes(0, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16);
        assertThat(Limits.usualBytes(eleven)).isEqualTo(16);
        List<Sample> half = bytes(0, 16, 0, 16);
        assertThat(Limits.usualBytes(half)).isZero();
        assertThat(Limits.suspectedBytes(half)).isEqualTo(16);
        assertThat(Limits.usualBytes(List.of())).isZero();
    }

    /** An object of 16 bytes in every sixteenth call is measured as a byte more or less exactly, and stored with one digit. */
    @Test
    void oneByteIsMeasuredWithinATenth() {
        assertThat(Limits.tooFat(0.999, 0)).isTrue();
        assertThat(Limits.tooFat(23.36, 22.4)).as("22.36 and a byte").isTrue();
        assertThat(Limits.tooFat(0.85, 0)).isFalse();
    }

    /** What few JVMs of the record allocated may be what most of the check allocate; a single one may be a freak. */
    @Test
    void bytesOfTwoJvmsAreAccepted() {
        assertThat(Limits.acceptedBytes(bytes(0, 0, 16, 0, 16))).isEqualTo(16);
        assertThat(Limits.acceptedBytes(bytes(0, 0, 16, 0))).isZero();
        assertThat(Limits.acceptedBytes(bytes(0, 16))).isZero();
        assertThat(Limits.acceptedBytes(bytes(16))).isEqualTo(16);
    }

    private static List<Sample> bytes(double... perJvm) {
        return Arrays.stream(perJvm)
                .mapToObj(bytes -> new Sample(new double[] {26}, new double[] {30}, bytes))
                .toList();
    }
}
