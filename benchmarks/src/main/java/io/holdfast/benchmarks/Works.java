package io.holdfast.benchmarks;

import io.holdfast.call.SubjectWork;
import io.holdfast.call.Work;
import java.util.List;

/** Twenty lambdas of each shape: more classes than a call site remembers, so calling the work is a real call, as in a service. */
final class Works {
    private Works() {}

    static List<Work<String, RuntimeException>> twenty() {
        return List.of(
                () -> "a", () -> "b", () -> "c", () -> "d", () -> "e", () -> "f", () -> "g", () -> "h", () -> "i",
                () -> "j", () -> "k", () -> "l", () -> "m", () -> "n", () -> "o", () -> "p", () -> "q", () -> "r",
                () -> "s", () -> "t");
    }

    static List<SubjectWork<String, String, RuntimeException>> twentyAboutSubject() {
        return List.of(
                s -> "a", s -> "b", s -> "c", s -> "d", s -> "e", s -> "f", s -> "g", s -> "h", s -> "i", s -> "j",
                s -> s, s -> "l", s -> "m", s -> "n", s -> "o", s -> "p", s -> "q", s -> "r", s -> "s", s -> "t");
    }
}
