package io.holdfast.async;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/** How often each disturbance really happened at each point. */
final class Coverage {
    private final Map<Point, Map<Disturbance, Integer>> counts = new EnumMap<>(Point.class);

    void add(Point point, Disturbance disturbance) {
        counts.computeIfAbsent(point, any -> new EnumMap<>(Disturbance.class)).merge(disturbance, 1, Integer::sum);
    }

    int of(Point point, Disturbance disturbance) {
        return counts.getOrDefault(point, Map.of()).getOrDefault(disturbance, 0);
    }

    /** One line per point, one column per disturbance in the order of the enum. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n  ", "point x disturbance -> times executed\n  ", "");
        for (Point point : Point.values()) {
            StringBuilder line = new StringBuilder(String.format("%-18s", point));
            for (Disturbance disturbance : Disturbance.values()) {
                if (disturbance != Disturbance.NONE) {
                    boolean excused = point.excuse(disturbance) != null;
                    line.append(String.format("%6s", excused ? "-" : of(point, disturbance)));
                }
            }
            lines.add(line);
        }
        return lines.toString();
    }
}
