package io.holdfast.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many turns an asynchronous call takes in a row, on however many threads: neither stack nor heap grow. */
class FlatTest {
    @TempDir
    Path folder;

    @Test
    void aMillionTurnsInASmallStackAndASmallHeap() throws Exception {
        List<String> lines = ChildJvm.run(FlatProbe.class, folder.resolve("lines"), "-Xss256k", "-Xmx64m");
        System.out.println("256 KB of stack, 64 MB of heap: " + lines);
        assertThat(lines)
                .containsExactly(
                        "starters that throw\t1000000",
                        "stages that have failed\t1000000",
                        "stages that another future completes\t1000000",
                        "stages that fail while the callback is registered\t1000000",
                        "attempts completed by the other thread\t200000",
                        "back-offs, executor on the spot\t20000",
                        "grants in a row, executor on the spot\t50000");
    }

    /** A million waiting calls need their heap; what is shown is that the stack stays flat. */
    @Test
    void aMillionGrantsInASmallStack() throws Exception {
        List<String> lines = ChildJvm.run(FlatProbe.class, folder.resolve("lines"), "-Xss256k", "-Xmx900m");
        assertThat(lines).containsExactly("grants in a row\t1000000");
    }
}
