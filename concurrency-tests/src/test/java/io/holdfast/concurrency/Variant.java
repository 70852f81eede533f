package io.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * One class that is broken by one token of its source.
 *
 * @param what what is broken, in words
 * @param source the file, from the root of the project
 * @param token a piece of the source that occurs once; line ends and indentation count as one blank
 * @param instead what takes its place
 * @param catcher who is to see it
 */
record Variant(String what, String source, String token, String instead, Catcher catcher) {
    private static final Path ROOT = Path.of("..");

    /** Compiles the broken class into the folder. */
    void compileInto(Path classes) throws IOException {
        String text = Files.readString(ROOT.resolve(source)).replaceAll("\\s*\\n\\s*", "\n");
        String piece = token.replaceAll("\\s*\\n\\s*", "\n");
        assertThat(occurrences(text, piece))
                .as("occurrences of \"%s\" in %s", token, source)
                .isEqualTo(1);
        Path file = Files.createDirectories(classes.resolve("source"))
                .resolve(Path.of(source).getFileName());
        Files.writeString(file, text.replace(piece, instead));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static int occurrences(String text, String piece) {
        int count = 0;
        for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
            count++;
        }
        return count;
    }
}
