/** The linter: reads facts and what the user has declared, and knows no policy by its class. Not exported. */
@NullMarked
package io.holdfast.lint;

import org.jspecify.annotations.NullMarked;
