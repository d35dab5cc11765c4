package io.apg.mesh.translate;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.apg.mesh.ir.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads IP addresses, with and without a port, and never asks a resolver. */
final class IpAddresses {
  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile("(?:" + BYTE + "\\.){3}" + BYTE);
  private static final Pattern V6_LETTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)\\]|([0-9.]+)):([0-9]{1,5})");
  private static final int MAX_PORT = 65535;

  private IpAddresses() {}

  /** Whether it is an IPv4 or IPv6 address; a name is not. */
  static boolean isAddress(String text) {
    return V4.matches(text) || isV6(text);
  }

  static boolean isV6(String text) {
    if (!V6_LETTERS.matches(text)) {
      return false;
    }
    try {
      // Brackets make it a literal or an error.
      return InetAddress.getByName("[" + text + "]").getAddress().length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static boolean isPort(int number) {
    return number >= 1 && number <= MAX_PORT;
  }

  /** The address that {@code 10.0.0.5:8080} or {@code [::1]:8080} says; null where it is none. */
  static @Nullable SocketAddress parse(String text) {
    Matcher matcher = WITH_PORT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String v6 = matcher.group(1);
    String v4 = matcher.group(2);
    int port = Integer.parseInt(matcher.group(3));
    if (!isPort(port)) {
      return null;
    }
    if (v6 != null) {
      return isV6(v6) ? new SocketAddress(v6, port) : null;
    }
    return V4.matches(v4) ? new SocketAddress(v4, port) : null;
  }

  /** What {@link #parse} reads. */
  static String format(SocketAddress address) {
    return isV6(address.address())
        ? "[" + address.address() + "]:" + address.port()
        : address.toString();
  }
}
