package io.apg.mesh.session;

/** Nonces of one stream: what they begin with, and the number of the response. */
record Nonces(String prefix) {
  String of(long number) {
    return prefix + number;
  }

  /** The number in a nonce; -1 = it is not one of these. */
  long number(String nonce) {
    if (!nonce.startsWith(prefix)) {
      return -1;
    }
    try {
      return Long.parseLong(nonce.substring(prefix.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
