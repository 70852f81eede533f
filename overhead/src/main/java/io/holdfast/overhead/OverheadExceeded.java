package io.holdfast.overhead;

/** A check has failed. An {@code AssertionError}, so that every test framework reports it as a failure. */
public final class OverheadExceeded extends AssertionError {
    private static final long serialVersionUID = 1;

    private final transient OverheadReport report;

    OverheadExceeded(OverheadReport report) {
        super(System.lineSeparator() + report.text());
        this.report = report;
    }

    /**
     * What was found.
     *
     * @return all findings, those that held included
     */
    public OverheadReport report() {
        return report;
    }
}
