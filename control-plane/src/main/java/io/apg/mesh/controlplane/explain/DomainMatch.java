package io.apg.mesh.controlplane.explain;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the domain that a host falls to, in Envoy's order: the very host, the longest {@code
 * *.suffix}, the longest {@code prefix.*}, {@code *}. Ports are not looked at. Stateless.
 */
final class DomainMatch {
  private DomainMatch() {}

  /** The domain; null = none fits. */
  static @Nullable String best(String host, Collection<String> domains) {
    String wanted = withoutPort(host.toLowerCase(Locale.ROOT));
    String best = null;
    int bestRank = 0;
    for (String domain : domains) {
      int rank = rank(wanted, domain.toLowerCase(Locale.ROOT));
      if (rank > bestRank) {
        best = domain;
        bestRank = rank;
      }
    }
    return best;
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]+$", "");
  }

  /** How well a domain fits; 0 = not at all. A wildcard stands for one letter at least. */
  private static int rank(String host, String domain) {
    int exact = 3 << 20;
    if (domain.equals(host)) {
      return exact;
    }
    if (domain.equals("*")) {
      return 1;
    }
    int length = domain.length();
    boolean longer = host.length() >= length;
    if (longer && domain.startsWith("*") && host.endsWith(domain.substring(1))) {
      return (2 << 20) + length;
    }
    if (longer && domain.endsWith("*") && host.startsWith(domain.substring(0, length - 1))) {
      return (1 << 20) + length;
    }
    return 0;
  }
}
