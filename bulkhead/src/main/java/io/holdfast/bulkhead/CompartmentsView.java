package io.holdfast.bulkhead;

import java.util.List;
import java.util.Optional;

/**
 * Compartments at one moment. Each compartment is consistent in itself; they are not read at the same instant.
 *
 * @param policy the policy's name
 * @param compartments each compartment: the declared ones first, then the others that there are now
 * @param maxOthers how many others there may be
 */
public record CompartmentsView(String policy, List<BulkheadView> compartments, int maxOthers) {
    /**
     * Copies the list.
     *
     * @param policy as above
     * @param compartments as above
     * @param maxOthers as above
     */
    public CompartmentsView {
        compartments = List.copyOf(compartments);
    }

    /**
     * One compartment.
     *
     * @param callerClass whose
     * @return empty when it has none now
     */
    public Optional<BulkheadView> compartment(String callerClass) {
        return compartments.stream()
                .filter(each -> each.compartment().equals(callerClass))
                .findFirst();
    }
}
