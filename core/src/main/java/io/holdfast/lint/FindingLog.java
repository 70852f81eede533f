package io.holdfast.lint;

import io.holdfast.explain.Code;
import io.holdfast.explain.Finding;
import io.holdfast.explain.Severity;
import io.holdfast.spi.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * What is said only once: risks of a pipeline, by its name. Also notices when a name is built again and again.
 *
 * <p><b>Thread-safety.</b> May be used by any thread; never throws.
 */
public final class FindingLog {
    /** From how many chains of one name on it looks as if they were built per call. */
    static final int AGAIN_AND_AGAIN = 50;

    /** Of a program that makes up names, no more than so many are remembered. */
    private static final int MOST_NAMES = 10_000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> built = new ConcurrentHashMap<>();

    /** Nothing has been said yet. */
    public FindingLog() {}

    /**
     * Notes that a pipeline has been built, and logs its risks unless they have been logged before.
     *
     * @param dossier the pipeline
     */
    public void built(Dossier dossier) {
        dossier.builtWith(again(dossier));
        for (Finding finding : dossier.findings()) {
            if (finding.severity() != Severity.NOTE && finding.suppressed().isEmpty()) {
                once(finding);
            }
        }
    }

    private List<Finding> again(Dossier dossier) {
        String name = dossier.info().name();
        List<Policy> own = dossier.info().policies().stream()
                .filter(policy -> !dossier.isShared(policy))
                .toList();
        if (own.isEmpty() || (built.size() >= MOST_NAMES && !built.containsKey(name))) {
            return List.of();
        }
        int times = built.merge(name, 1, Integer::sum);
        if (times < AGAIN_AND_AGAIN) {
            return List.of();
        }
        String text = "a pipeline of this name is built for the " + times + "th time, each with " + own.size()
                + " policies of its own, which therefore never learn anything or limit anybody; build it once, keep it in"
                + " a static final field, and share it";
        return List.of(new Finding(
                Code.HF016,
                Severity.WARNING,
                name,
                text,
                Optional.ofNullable(dossier.declared().suppressed().get(Code.HF016))));
    }

    private void once(Finding finding) {
        try {
            if (said.size() < MOST_NAMES && said.add(finding.pipeline() + "\n" + finding.code())) {
                LoggerFactory.getLogger("io.holdfast.lint")
                        .warn("pipeline '{}': {}: {}", finding.pipeline(), finding.code(), finding.text());
            }
        } catch (Throwable loggingIsBroken) {
            said.add(finding.pipeline()); // nobody left to tell
        }
    }
}
