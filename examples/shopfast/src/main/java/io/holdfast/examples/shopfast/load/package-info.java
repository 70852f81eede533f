/** Open-loop load: phases, intended start times, and what became of each arrival. */
package io.holdfast.examples.shopfast.load;
