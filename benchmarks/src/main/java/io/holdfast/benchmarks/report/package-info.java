/** Measures the whole suite and writes the report. Start with {@link io.holdfast.benchmarks.report.Report}. */
@NullMarked
package io.holdfast.benchmarks.report;

import org.jspecify.annotations.NullMarked;
