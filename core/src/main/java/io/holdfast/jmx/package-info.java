/** A registry for operators, over JMX. The only package that needs the module {@code java.management}. */
@NullMarked
package io.holdfast.jmx;

import org.jspecify.annotations.NullMarked;
