package io.apg.mesh.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads answers, but never more than fits. */
public final class Bounded {
  private static final int MIB = 64;

  private Bounded() {}

  /**
   * The text of an answer.
   *
   * @param from who answers, for people
   * @throws Failure when it has more than 64 MiB
   */
  public static String text(InputStream answer, String from) throws IOException {
    int most = MIB << 20;
    byte[] bytes = answer.readNBytes(most + 1);
    if (bytes.length > most) {
      String message = "the answer of " + from + " has more than " + MIB + " MiB";
      throw new Failure(ExitCode.REFUSED, "TOO_LARGE", message, "");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
