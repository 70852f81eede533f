package io.holdfast.overhead;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Measures in this JVM. */
record InThisJvm(Map<String, Subject> subjects, Laboratory.Plan plan) implements Source {
    InThisJvm {
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("subjects: none (expected: at least one)");
        }
        subjects = new LinkedHashMap<>(subjects);
        subjects.keySet().forEach(Accepted::requireName);
    }

    @Override
    public Map<String, Sample> next(Set<String> names) {
        try {
            Map<String, Sample> samples = new Laboratory().measure(subjects, plan);
            if (!names.isEmpty()) {
                samples.keySet().retainAll(names);
            }
            return samples;
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception failed) {
            throw new IllegalStateException("A call that is measured has failed: " + failed, failed);
        }
    }
}
