package io.holdfast.concurrency;

import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests named, until one fails or all are green. */
final class TestRun {
    static final int FAILED = 3;
    private static final int NOTHING_RUN = 4;

    private TestRun() {}

    public static void main(String[] names) {
        for (String name : names) {
            int status = run(name);
            if (status != 0) {
                System.exit(status);
            }
        }
        System.exit(0);
    }

    private static int run(String name) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors(name))
                .configurationParameter("junit.jupiter.execution.timeout.default", "2 m")
                .build();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures()
                .forEach(failure -> System.out.println(
                        "FAILED " + failure.getTestIdentifier().getLegacyReportingName() + ": "
                                + String.valueOf(failure.getException())
                                        .lines()
                                        .findFirst()
                                        .orElse("")));
        boolean broken = summary.getFailures().stream().anyMatch(f -> f.getException() instanceof LinkageError);
        if (broken || summary.getTestsStartedCount() == 0) {
            return NOTHING_RUN;
        }
        return summary.getTotalFailureCount() == 0 ? 0 : FAILED;
    }

    private static List<DiscoverySelector> selectors(String name) {
        int hash = name.indexOf('#');
        if (hash < 0) {
            return List.of(DiscoverySelectors.selectClass(name));
        }
        try {
            return Stream.of(Class.forName(name.substring(0, hash)).getDeclaredMethods())
                    .filter(method -> method.getName().equals(name.substring(hash + 1)))
                    .<DiscoverySelector>map(
                            method -> DiscoverySelectors.selectMethod(method.getDeclaringClass(), method))
                    .toList();
        } catch (ClassNotFoundException unknown) {
            throw new IllegalArgumentException("no such test: " + name, unknown);
        }
    }
}
