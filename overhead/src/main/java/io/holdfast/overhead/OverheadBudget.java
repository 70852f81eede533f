package io.holdfast.overhead;

import io.holdfast.Pipeline;
import io.holdfast.call.Work;
import java.io.File;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a call costs: bytes to the byte, time to some per cent of what was accepted and committed.
 *
 * <pre>{@code
 * OverheadBudget.check(payments, Path.of("src/test/resources/overhead.properties")); // in a test of yours
 * }</pre>
 *
 * <p><strong>First time.</strong> A check fails for what nobody has accepted. {@code -Dholdfast.overhead.record=true} makes
 * every check write the file instead; review it and commit it.
 *
 * <p><strong>Time</strong> is the ratio to a yardstick (a direct call, a reading of the clock and an atomic update), measured
 * in turn with the call in rounds of a millisecond, over the quietest quarter of the rounds. Ratios are compared on the machine and
 * JDK they were accepted on, and with the same flags; elsewhere only bytes are, and {@link OverheadReport#verdict} says so.
 * What seems slower is measured again, up to eighteen times in fresh JVMs, and told only when neither the good measurements
 * nor the usual ones come near what was accepted.
 *
 * <p><strong>Where.</strong> {@link #forked} measures in fresh JVMs and tells 5 %. {@link #of} measures in this JVM, within
 * seconds; but one JVM is one compilation, whose luck no repetition changes, so it tells 25 % of time unless told otherwise.
 * Bytes are exact in both, and those of the calling thread: what a call allocates in other threads is not counted.
 *
 * <p>Immutable; one check at a time per JVM, with nothing else running in it.
 */
public final class OverheadBudget {
    /** The system property that makes checks record: {@value}. */
    public static final String RECORD = "holdfast.overhead.record";

    private static final Laboratory.Plan HERE = new Laboratory.Plan(80, 100);
    private static final Laboratory.Plan FRESH = new Laboratory.Plan(200, 150);
    private static final Laboratory.Plan BYTES = new Laboratory.Plan(9, 60);
    private static final int RECORDED = 12;
    private static final int RECORDED_HERE = 4;
    private static final int RECORDED_BYTES = 3;
    private static final Limits LIMITS_HERE = new Limits(0.25, false, 2, 2, 8);
    private static final Limits LIMITS_FRESH = new Limits(0.05, false, 3, 3, 18);
    private static final int PAIRS = 10;

    private final Map<String, Subject> here;
    private final String setClass;
    private final Limits limits;
    private final List<String> jvmArgs;
    private final @Nullable String oldClassPath;
    private final boolean shared;

    private OverheadBudget(
            Map<String, Subject> here,
            String setClass,
            Limits limits,
            List<String> jvmArgs,
            @Nullable String oldClassPath,
            boolean shared) {
        this.here = here;
        this.setClass = setClass;
        this.limits = limits;
        this.jvmArgs = List.copyOf(jvmArgs);
        this.oldClassPath = oldClassPath;
        this.shared = shared;
    }

    /**
     * Checks {@code call} and {@code tryCall} of a pipeline in this JVM, around work that returns at once.
     *
     * @param pipeline yours; its policies see some million successful calls
     * @param accepted the stored file
     * @return what was found; nothing of it fails
     * @throws OverheadExceeded when something does
     */
    public static OverheadReport check(Pipeline pipeline, Path accepted) {
        return of(pipeline).check(accepted);
    }

    /**
     * {@code call} and {@code tryCall} of a pipeline, in this JVM. A limiter in it must admit millions of calls a second, else
     * nothing is measured: a call that throws ends the check. Several pipelines may share a file.
     *
     * @param pipeline yours
     * @return a budget to check
     */
    public static OverheadBudget of(Pipeline pipeline) {
        String name = pipeline.info().name().replaceAll("[\\s=:#!\\\\]+", "-");
        Work<String, RuntimeException> work = () -> "done";
        Map<String, Subject> both = new LinkedHashMap<>();
        both.put(name + ".call", () -> pipeline.call(work));
        both.put(name + ".tryCall", () -> pipeline.tryCall(work));
        return here(both, true);
    }

    /**
     * Calls of any kind, in this JVM. The file is theirs alone: what is accepted in it and not measured, fails.
     *
     * @param subjects by name, without blanks, {@code =} and {@code :}
     * @return a budget to check
     */
    public static OverheadBudget of(Map<String, Subject> subjects) {
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("subjects: none (expected: at least one)");
        }
        return here(subjects, false);
    }

    private static OverheadBudget here(Map<String, Subject> subjects, boolean shared) {
        subjects.keySet().forEach(Accepted::requireName);
        return new OverheadBudget(new LinkedHashMap<>(subjects), "", LIMITS_HERE, List.of(), null, shared);
    }

    /**
     * Calls of any kind, in fresh JVMs with this JVM's class path.
     *
     * @param set a public class with a public constructor without parameters
     * @return a budget to check
     */
    public static OverheadBudget forked(Class<? extends SubjectSet> set) {
        requireBuildable(set);
        return new OverheadBudget(Map.of(), set.getName(), LIMITS_FRESH, List.of(), null, false);
    }

    /**
     * Compares bytes only: seconds instead of minutes, and indifferent to what else the machine does.
     *
     * @return a budget to check
     */
    public OverheadBudget bytesOnly() {
        return with(new Limits(limits.tolerance(), true, 1, 1, 3));
    }

    /**
     * Tells another share of time.
     *
     * @param share default 0.05 in fresh JVMs and 0.25 in this one; accepted range 0.01 to 10
     * @return a budget to check
     */
    public OverheadBudget tolerance(double share) {
        if (!(share >= 0.01 && share <= 10)) {
            throw new IllegalArgumentException("tolerance: " + share + " (expected: 0.01 to 10)");
        }
        return with(new Limits(share, limits.bytesOnly(), limits.atFirst(), limits.more(), limits.most()));
    }

    /**
     * Flags of the fresh JVMs.
     *
     * @param flags added to {@code -Xms256m -Xmx256m -XX:+UseSerialGC}; flags about the heap's size or another collector take
     *     the place of these
     * @return a budget to check
     */
    public OverheadBudget jvmArgs(String... flags) {
        return new OverheadBudget(here, setClass, limits, List.of(flags), oldClassPath, shared);
    }

    /**
     * Compares with another build in the same run, JVM by JVM in turn, instead of with the stored file: nothing that the
     * machine does between two days can then look like a change. For budgets in fresh JVMs.
     *
     * @param classPath of the old build; it must know the same set of subjects
     * @return a budget to check
     */
    public OverheadBudget against(String classPath) {
        if (setClass.isEmpty()) {
            throw new IllegalArgumentException("against: '" + classPath + "' (expected: a budget in fresh JVMs)");
        }
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!Files.exists(Path.of(entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry))) {
                throw new IllegalArgumentException("against: '" + entry
                        + "' (expected: existing files and folders, parted by " + File.pathSeparator + ")");
            }
        }
        Limits paired = new Limits(limits.tolerance(), limits.bytesOnly(), PAIRS, PAIRS / 2, 2 * PAIRS);
        return new OverheadBudget(here, setClass, limits.bytesOnly() ? limits : paired, jvmArgs, classPath, shared);
    }

    /**
     * Measures and compares; records instead when {@link #RECORD} is set.
     *
     * @param accepted the stored file
     * @return what was found; nothing of it fails
     * @throws OverheadExceeded when something does
     */
    public OverheadReport check(Path accepted) {
        if (Boolean.getBoolean(RECORD)) {
            return record(accepted);
        }
        OverheadReport report = compare(accepted);
        if (!report.failures().isEmpty()) {
            throw new OverheadExceeded(report);
        }
        return report;
    }

    /**
     * Measures and compares.
     *
     * @param accepted the stored file; may be absent
     * @return what was found, failures included
     */
    public OverheadReport compare(Path accepted) {
        Source old = oldClassPath == null ? null : source(oldClassPath);
        Accepted figures = Accepted.read(accepted, platform());
        return new Judge(limits, source(ownClassPath()), old, figures, !shared).judge();
    }

    /**
     * Measures, and writes what was measured as what is accepted from now on.
     *
     * @param accepted the file; lines of other JDKs and machines stay
     * @return what was accepted
     */
    public OverheadReport record(Path accepted) {
        Accepted.requireWritable(accepted);
        Source source = source(ownClassPath());
        Accepted.read(accepted, platform()); // what cannot be read is told before minutes are spent
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        int times = limits.bytesOnly() ? RECORDED_BYTES : setClass.isEmpty() ? RECORDED_HERE : RECORDED;
        for (int i = 0; i < times; i++) {
            source.next(Set.of())
                    .forEach((name, sample) -> samples.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(sample));
        }
        Accepted figures = Accepted.read(accepted, platform()); // anew: others may have recorded meanwhile
        List<Finding> findings = new ArrayList<>();
        samples.forEach((name, own) -> {
            if (!Baselines.isShown(name)) {
                figures.accept(name, own, limits.bytesOnly());
                findings.add(new Finding(name, Finding.Kind.HELD, Words.recorded(own, limits.bytesOnly())));
            }
        });
        figures.write(accepted);
        return new OverheadReport(findings, List.of("Written: " + accepted));
    }

    /** A fresh JVM would find out as well, but not say it as well. */
    private static void requireBuildable(Class<? extends SubjectSet> set) {
        int modifiers = set.getModifiers();
        if (Modifier.isPublic(modifiers)
                && !Modifier.isAbstract(modifiers)
                && Arrays.stream(set.getConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0)) {
            return;
        }
        throw new IllegalArgumentException("set of subjects: " + set.getName()
                + " (expected: a public class, not abstract, with a public constructor without parameters)");
    }

    /** What is on the module path works on a class path as well. */
    static String ownClassPath() {
        String modules = System.getProperty("jdk.module.path", "");
        String classes = System.getProperty("java.class.path", "");
        return modules.isEmpty() ? classes : classes + File.pathSeparator + modules;
    }

    /** A fresh JVM has the flags it is given, and none of this one's. */
    private Platform platform() {
        return Platform.here(setClass.isEmpty() ? Platform.ownFlags() : jvmArgs);
    }

    private OverheadBudget with(Limits other) {
        return new OverheadBudget(here, setClass, other, jvmArgs, oldClassPath, shared);
    }

    private Source source(String classPath) {
        if (setClass.isEmpty()) {
            return new InThisJvm(here, limits.bytesOnly() ? BYTES : HERE);
        }
        return new FreshJvms(setClass, classPath, jvmArgs, limits.bytesOnly() ? BYTES : FRESH);
    }
}
