/**
 * What a user of Holdfast types: pipelines, operations and the registry.
 */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
