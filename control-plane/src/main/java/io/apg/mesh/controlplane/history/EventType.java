package io.apg.mesh.controlplane.history;

import java.util.Locale;

/** The kinds of event, as in the API. */
public enum EventType {
  RESOURCE_REJECTED,
  REJECTION_ENDED,
  ADDRESS_BUSY,
  RESPONSE_REJECTED,
  PROXY_CONNECTED,
  PROXY_DISCONNECTED,
  PROXY_REFUSED,
  DNS_FAILED,
  DNS_RECOVERED;

  /** As stored. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the word that is stored. */
  public static EventType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
