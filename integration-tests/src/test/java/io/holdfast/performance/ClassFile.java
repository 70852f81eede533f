package io.holdfast.performance;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Just enough of the class file format (JVMS 4) to tell how long the code of each method is. */
final class ClassFile {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private final DataInputStream in;
    private final Map<Integer, String> texts = new HashMap<>();

    private ClassFile(DataInputStream in) {
        this.in = in;
    }

    /** The bytecodes of each method in bytes, by name; of overloaded ones the longest. */
    static Map<String, Integer> codeLengths(String className) throws IOException {
        String resource = "/" + className.replace('.', '/') + ".class";
        try (InputStream bytes = Objects.requireNonNull(ClassFile.class.getResourceAsStream(resource), resource)) {
            return new ClassFile(new DataInputStream(bytes)).codeLengths();
        }
    }

    private Map<String, Integer> codeLengths() throws IOException {
        in.skipNBytes(8); // magic, version
        readConstants();
        in.skipNBytes(6); // access, this, super
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        readMembers(); // fields
        return readMembers();
    }

    private void readConstants() throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> texts.put(i, in.readUTF());
                case LONG, DOUBLE -> {
                    in.skipNBytes(8);
                    i++; // takes two places
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> throw new IOException("constant of tag " + tag);
            }
        }
    }

    private Map<String, Integer> readMembers() throws IOException {
        Map<String, Integer> lengths = new HashMap<>();
        int members = in.readUnsignedShort();
        for (int i = 0; i < members; i++) {
            in.skipNBytes(2); // access
            String name = texts.get(in.readUnsignedShort());
            in.skipNBytes(2); // descriptor
            int attributes = in.readUnsignedShort();
            for (int j = 0; j < attributes; j++) {
                boolean code = "Code".equals(texts.get(in.readUnsignedShort()));
                long length = in.readInt();
                if (code) {
                    in.skipNBytes(4); // stack, locals
                    length -= 8;
                    lengths.merge(name, in.readInt(), Math::max);
                }
                in.skipNBytes(length);
            }
        }
        return lengths;
    }
}
