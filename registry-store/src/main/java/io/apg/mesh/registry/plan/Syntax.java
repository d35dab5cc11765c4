package io.apg.mesh.registry.plan;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms that texts must have. */
final class Syntax {
  static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  static final String LABEL_FORM =
      "1 to 63 lower-case letters, digits and -, neither first nor last a -";
  static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.-]{1,32}");
  static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]{0,31}");
  static final Pattern HEADER = Pattern.compile(":?[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,126})");

  /** Words of Envoy's {@code x-envoy-retry-on} and {@code x-envoy-retry-grpc-on}. */
  static final SortedSet<String> RETRY_ON =
      new TreeSet<>(
          Set.of(
              "5xx",
              "gateway-error",
              "reset",
              "reset-before-request",
              "connect-failure",
              "envoy-ratelimited",
              "retriable-4xx",
              "refused-stream",
              "retriable-status-codes",
              "retriable-headers",
              "http3-post-connect-failure",
              "cancelled",
              "deadline-exceeded",
              "internal",
              "resource-exhausted",
              "unavailable"));

  private static final int MAX_DNS_NAME = 253;
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "([a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?\\.)*[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?[0-9]+");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

  private Syntax() {}

  /** The form of an id that begins with {@code prefix}. */
  static Pattern id(String prefix) {
    return Pattern.compile(prefix + "[a-z0-9_]{1,120}");
  }

  /** The one form of an IP address or DNS name, or null when it is neither. */
  static @Nullable String host(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (IPV4.matcher(lower).matches()) {
      return lower;
    }
    return IPV6_CHARACTERS.matcher(lower).matches() ? ipv6(lower) : dnsName(lower);
  }

  /** The lower-cased host name of a route, {@code *.suffix} included, or null when it is none. */
  static @Nullable String routeHost(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("*.")) {
      return dnsName(lower.substring(2)) == null ? null : lower;
    }
    return IPV4.matcher(lower).matches() ? lower : dnsName(lower);
  }

  /** A name that ends in a number is a mistyped address, as for browsers. */
  private static @Nullable String dnsName(String text) {
    return text.length() <= MAX_DNS_NAME
            && DNS_NAME.matcher(text).matches()
            && !ENDS_IN_NUMBER.matcher(text).matches()
        ? text
        : null;
  }

  private static @Nullable String ipv6(String text) {
    try {
      // A text with a colon is never looked up.
      return InetAddress.getByName(text) instanceof Inet6Address address ? shortest(address) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** RFC 5952: the longest run of zero groups (two at least, the first of equals) is "::". */
  private static String shortest(Inet6Address address) {
    String[] groups = address.getHostAddress().split(":", -1);
    int start = -1;
    int length = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end].equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (start < 0) {
      return String.join(":", groups);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == start) {
        text.append("::");
      } else if (i < start || i >= start + length) {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(groups[i]);
      }
    }
    return text.toString();
  }
}
