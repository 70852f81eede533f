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
        Laboratory laboratory = new Laboratory();
        try {
            Map<String, Sample> samples = laboratory.measure(subjects, plan);
            if (!names.isEmpty()) {
                samples.keySet().retainAll(names);
            }
            return samples;
        } catch (Exception failed) {
            throw new IllegalStateException(
                    "The call '" + laboratory.running()
                            + "' has failed while it was measured, and nothing was compared: "
                            + failed
                            + ". What is measured has to succeed millions of times a second: give it limiters that"
                            + " admit so many, or catch what it throws.",
                    failed);
        }
    }
}
