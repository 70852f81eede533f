package io.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final List<String> PRINTED = """
            # Warmup Iteration   3: 9.7 ns/op
            Compiled method (c1) 527 1050   !   3       io.holdfast.engine.Gates::run (302 bytes)
             main code      [0x0000000000001000,0x0000000000001100] = 256
              0x0000000000001010: ;*getfield keys {reexecute=0 rethrow=0 return_oop=0}
                                  ; - io.holdfast.engine.Gates::run@22 (line 50)
            Compiled method (c2) 682 1187   !   4       io.holdfast.engine.Gates::run (302 bytes)
             total in heap  [0x0000000000002000,0x0000000000003000] = 4096
             main code      [0x0000000000002100,0x0000000000002200] = 256
            [Instructions begin]
              0x0000000000002100: 6690 448b | 5608 443b
              0x0000000000002108: ;   {runtime_call Shared Runtime ic_miss_blob}
              0x0000000000002110: ;*synchronization entry
                                  ; - io.holdfast.engine.Gates::run@-1 (line 44)
              0x0000000000002110: 0000 4889 | 7c24 50c4
              0x0000000000002120: ;*invokevirtual getIntAcquire {reexecute=0 rethrow=0 return_oop=0}
                                  ; - java.util.concurrent.atomic.AtomicInteger::getAcquire@7 (line 446)
                                  ; - io.holdfast.engine.Gates::run@44 (line 51)
              0x0000000000002120: 0c85 ed0f
              0x0000000000002130: ; ImmutableOopMap {rbx=Oop [96]=Oop }
                                  ;*invokeinterface call {reexecute=1 rethrow=0 return_oop=1}
                                  ; - (reexecute) io.holdfast.engine.Leaf::invoke@13 (line 23)
              0x0000000000002130: 0c85 ed0f
            [/MachCode]
            Compiled method (c2) 690 1188       4       io.holdfast.benchmarks.Works$$Lambda/0x00000000430661e8::call (3 bytes)
             main code      [0x0000000000003000,0x0000000000003100] = 256
            """.lines().toList();

    private final Places places = Places.of(PRINTED);

    @Test
    void anInstructionBelongsToTheDescriptionOfTheCodeThatEndsBehindIt() {
        assertThat(places.place(0x2100)).isEqualTo("synchronization entry  Gates::run:44");
        assertThat(places.place(0x210f)).isEqualTo("synchronization entry  Gates::run:44");
        assertThat(places.place(0x2110)).isEqualTo("synchronization entry  Gates::run:44");
        assertThat(places.place(0x2114))
                .isEqualTo("invokevirtual getIntAcquire  AtomicInteger::getAcquire:446 < Gates::run:51");
    }

    @Test
    void whatStandsBehindAnotherRemarkIsFound() {
        assertThat(places.place(0x2124)).isEqualTo("invokeinterface call  Leaf::invoke:23");
    }

    @Test
    void whatIsNotDescribedIsNotGuessed() {
        assertThat(places.place(0x2134)).isNull();
        assertThat(places.method(0x2134)).isEqualTo("io.holdfast.engine.Gates::run");
        assertThat(places.method(0x2200)).isNull();
        assertThat(places.method(0xfff)).isNull();
        assertThat(places.method(0x3000)).isEqualTo("io.holdfast.benchmarks.Works (lambdas)");
        assertThat(places.method(0x1000)).isEqualTo("io.holdfast.engine.Gates::run (c1)");
    }

    @Test
    void samplesBecomeShares() {
        assertThat(Profile.describe(
                        "X.y", "9.4 ns/op", places, List.of("2101", " 2102", "2121", "", "ffffffff81000000")))
                .contains(
                        "X.y",
                        "9.4 ns/op, 4 samples",
                        " 75.0 %  io.holdfast.engine.Gates::run",
                        " 25.0 %  the rest",
                        " 50.0 %  synchronization entry  Gates::run:44",
                        " 25.0 %  invokevirtual getIntAcquire");
    }
}
