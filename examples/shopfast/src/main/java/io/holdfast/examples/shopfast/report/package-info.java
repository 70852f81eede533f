/** From call logs to figures, and from figures to a table and gates that hold or do not. */
package io.holdfast.examples.shopfast.report;
