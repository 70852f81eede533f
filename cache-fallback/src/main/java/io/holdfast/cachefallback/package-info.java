/** Cache fallback: answers with the last good answer while the dependency gives none. */
@NullMarked
package io.holdfast.cachefallback;

import org.jspecify.annotations.NullMarked;
