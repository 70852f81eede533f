package io.holdfast.benchmarks;

import io.holdfast.call.CallWork;
import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Twenty lambdas of each shape: more classes than a call site remembers, so calling the work is a real call, as in a service. */
final class Works {
    private Works() {}

    static List<Work<String, RuntimeException>> twenty() {
        return List.of(
                () -> "a", () -> "b", () -> "c", () -> "d", () -> "e", () -> "f", () -> "g", () -> "h", () -> "i",
                () -> "j", () -> "k", () -> "l", () -> "m", () -> "n", () -> "o", () -> "p", () -> "q", () -> "r",
                () -> "s", () -> "t");
    }

    static List<Supplier<String>> twentySuppliers() {
        return List.of(
                () -> "a", () -> "b", () -> "c", () -> "d", () -> "e", () -> "f", () -> "g", () -> "h", () -> "i",
                () -> "j", () -> "k", () -> "l", () -> "m", () -> "n", () -> "o", () -> "p", () -> "q", () -> "r",
                () -> "s", () -> "t");
    }

    static List<CallWork<String, RuntimeException>> twentyAware() {
        return List.of(
                c -> "a", c -> "b", c -> "c", c -> "d", c -> "e", c -> "f", c -> "g", c -> "h", c -> "i", c -> "j",
                c -> "k", c -> "l", c -> "m", c -> "n", c -> "o", c -> "p", c -> "q", c -> "r", c -> "s", c -> "t");
    }

    /** All with one stage, which is complete. */
    static List<Work<CompletableFuture<String>, RuntimeException>> twentyStarters() {
        CompletableFuture<String> done = CompletableFuture.completedFuture("done");
        return List.of(
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done,
                () -> done);
    }

    static List<SubjectWork<String, String, RuntimeException>> twentyAboutSubject() {
        return List.of(
                s -> "a", s -> "b", s -> "c", s -> "d", s -> "e", s -> "f", s -> "g", s -> "h", s -> "i", s -> "j",
                s -> s, s -> "l", s -> "m", s -> "n", s -> "o", s -> "p", s -> "q", s -> "r", s -> "s", s -> "t");
    }
}
