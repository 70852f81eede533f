package io.holdfast.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which place in the source an address of compiled code belongs to, read from what the VM prints of the methods it compiles
 * ({@code -XX:CompileCommand=print}); no disassembler is needed for that.
 *
 * <p>The VM describes an instruction by where it ends, and prints that at the block of four bytes in which it ends. So an
 * instruction belongs to the description of its own block, or else to the next one behind it. Where two short instructions end
 * in one block, the first may be taken for the second.
 */
final class Places {
    private static final Pattern METHOD =
            Pattern.compile("^Compiled method \\((\\w+)\\)[\\s\\d%!sbn*]* ([\\w.$/]+::[\\w$<>]+).*");
    private static final Pattern CODE = Pattern.compile("^ main code +\\[0x([0-9a-f]+),0x([0-9a-f]+)\\].*");
    private static final Pattern ADDRESS = Pattern.compile("^ +0x([0-9a-f]+): ;.*");
    private static final Pattern WHAT = Pattern.compile("^ +(?:0x[0-9a-f]+: )?;\\*([^{]*?)(?: \\{.*)?$");
    private static final Pattern FRAME =
            Pattern.compile("^ +; - (?:\\(reexecute\\) )?([\\w.$/]+)::([\\w$<>]+)@-?\\d+(?: \\(line (\\d+)\\))?.*");
    private static final int HEX = 16;
    private static final long BLOCK = ~3L;

    private final TreeMap<Long, Method> methods = new TreeMap<>();

    /** Code of a method, and what its addresses do. */
    private record Method(String name, long end, TreeMap<Long, Place> places) {}

    /** What is done there, and where that stands in the source: innermost first. */
    private record Place(String what, List<String> frames) {
        @Override
        public String toString() {
            return (what + "  " + String.join(" < ", frames)).strip();
        }
    }

    /** Reads the lines that a VM printed; of methods that followed one another in the same place the last counts. */
    static Places of(Iterable<String> printed) {
        Places places = new Places();
        String name = "";
        Method method = null;
        Place place = null;
        long address = 0;
        for (String line : printed) {
            Matcher found = METHOD.matcher(line);
            Matcher at = ADDRESS.matcher(line);
            if (at.matches()) {
                address = Long.parseLong(at.group(1), HEX);
                place = null;
            }
            if (found.matches()) {
                name = found.group(2).replaceFirst("\\$\\$Lambda.*", " (lambdas)")
                        + (found.group(1).equals("c2") ? "" : " (" + found.group(1) + ")");
                method = null;
                place = null;
            } else if ((found = CODE.matcher(line)).matches()) {
                method = new Method(name, Long.parseLong(found.group(2), HEX), new TreeMap<>());
                places.methods.put(Long.parseLong(found.group(1), HEX), method);
            } else if (method == null) {
                continue;
            } else if ((found = WHAT.matcher(line)).matches()) {
                place = new Place(found.group(1).strip(), new ArrayList<>());
                method.places.put(address, place);
            } else if (place != null && (found = FRAME.matcher(line)).matches()) {
                String type = found.group(1).substring(found.group(1).lastIndexOf('.') + 1);
                place.frames.add(type + "::" + found.group(2) + (found.group(3) == null ? "" : ":" + found.group(3)));
            } else if (line.startsWith("[/MachCode]")) {
                place = null;
            }
        }
        return places;
    }

    /** The compiled method; null when none of those that were printed is there. */
    @Nullable
    String method(long address) {
        Method method = at(address);
        return method == null ? null : method.name;
    }

    /** What the instruction at an address does; null when that is not known. */
    @Nullable
    String place(long address) {
        Method method = at(address);
        Map.Entry<Long, Place> next = method == null ? null : method.places.ceilingEntry(address & BLOCK);
        return next == null ? null : next.getValue().toString();
    }

    private @Nullable Method at(long address) {
        Map.Entry<Long, Method> below = methods.floorEntry(address);
        return below == null || address >= below.getValue().end ? null : below.getValue();
    }
}
