package io.holdfast.ratelimiter;

import io.holdfast.spi.Require;
import java.util.Locale;

/** Normal forms of keys, so that one caller is one key. */
public final class RateKeys {
    private static final int NETWORK_GROUPS = 4;
    private static final int GROUPS = 8;

    private RateKeys() {}

    /**
     * A name or token: trimmed, in lower case, and no longer than so many characters.
     *
     * @param text the text
     * @param most how many characters at most, positive
     * @return the key
     */
    public static String text(String text, int most) {
        Require.range("most", most, 1, Integer.MAX_VALUE);
        String plain = Require.given("text", text).trim().toLowerCase(Locale.ROOT);
        return plain.length() <= most ? plain : plain.substring(0, most);
    }

    /**
     * An address as text: IPv4 as it is, IPv6 cut to its network of 64 bits, because one customer owns all the rest.
     *
     * @param address an address in digits, with or without a zone or brackets; anything else is treated as a name
     * @return the key
     */
    public static String address(String address) {
        String plain = text(address, 64).replace("[", "").replace("]", "");
        int zone = plain.indexOf('%');
        plain = zone < 0 ? plain : plain.substring(0, zone);
        if (plain.indexOf(':') < 0) {
            return plain;
        }
        if (plain.startsWith("::ffff:") && plain.indexOf('.') > 0) {
            return plain.substring("::ffff:".length()); // IPv4 in the clothes of IPv6
        }
        int gap = plain.indexOf("::");
        String[] head = (gap < 0 ? plain : plain.substring(0, gap)).split(":", -1);
        String[] tail = gap < 0 || gap + 2 == plain.length()
                ? new String[0]
                : plain.substring(gap + 2).split(":", -1);
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < NETWORK_GROUPS; i++) {
            int inTail = tail.length - (GROUPS - i);
            String group =
                    i < head.length && !head[i].isEmpty() ? head[i] : gap >= 0 && inTail >= 0 ? tail[inTail] : "0";
            network.append(group.replaceFirst("^0+(?=.)", "")).append(':');
        }
        return network.append(":/64").toString();
    }
}
