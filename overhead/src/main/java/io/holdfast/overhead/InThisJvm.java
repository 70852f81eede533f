package io.holdfast.overhead;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Measures in this JVM. */
record InThisJvm(Map<String, Subject> subjects, Laboratory.Plan plan) implements Source {
    InThisJvm {
        subjects = new LinkedHashMap<>(subjects);
        subjects.keySet().forEach(Accepted::requireName);
    }

    @Override
    public Map<String, Sample> next(Set<String> names) {
        Map<String, Subject> chosen = new LinkedHashMap<>(subjects);
        if (!names.isEmpty()) {
            chosen.keySet().retainAll(names);
        }
        try {
            return new Laboratory().measure(chosen, plan);
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception failed) {
            throw new IllegalStateException("A call that is measured has failed: " + failed, failed);
        }
    }
}
