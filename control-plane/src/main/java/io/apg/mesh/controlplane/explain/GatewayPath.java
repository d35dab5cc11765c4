package io.apg.mesh.controlplane.explain;

import io.apg.mesh.controlplane.observed.Explanation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A path as a gateway has made it before it looks for a route: escaped slashes unescaped (which it
 * answers with a redirect), dots resolved, slashes merged, as the connection managers say that
 * {@code translate} writes. The query stays as it is.
 *
 * @param path what routes are compared with
 * @param answer what the gateway says instead of looking for a route; null = it looks
 */
record GatewayPath(String path, Explanation.@Nullable Answer answer) {
  private static final int REDIRECT = 307;
  private static final int BAD_REQUEST = 400;
  private static final int ESCAPE_LENGTH = 3;
  private static final String ESCAPED = " \"<>^`{|}";

  /** Of a path with its query. */
  static GatewayPath of(String raw) {
    int mark = raw.indexOf('?');
    String query = mark < 0 ? "" : raw.substring(mark);
    String given = mark < 0 ? raw : raw.substring(0, mark);
    String unescaped = unescapeSlashes(given);
    String canonical = canonical(unescaped);
    if (canonical == null) {
      return new GatewayPath(raw, new Explanation.Answer(BAD_REQUEST, "the path is malformed"));
    }
    String path = mergeSlashes(canonical) + query;
    return new GatewayPath(
        path,
        unescaped.equals(given) ? null : new Explanation.Answer(REDIRECT, "redirect to " + path));
  }

  private static String unescapeSlashes(String path) {
    return path.replaceAll("%2[fF]", "/").replaceAll("%5[cC]", "\\\\");
  }

  /** Each character in its one form, and no dots; null where it holds what no path may hold. */
  private static @Nullable String canonical(String path) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < path.length(); at++) {
      char letter = path.charAt(at);
      if (letter == '%') {
        int code = code(path, at);
        if (code == 0) {
          return null;
        }
        boolean plain = isUnreserved(code);
        text.append(
            plain
                ? String.valueOf((char) code)
                : path.substring(at, code < 0 ? at + 1 : at + ESCAPE_LENGTH));
        at += code < 0 ? 0 : ESCAPE_LENGTH - 1;
      } else if (letter == '\\') {
        text.append('/');
      } else if (letter > '~' || ESCAPED.indexOf(letter) >= 0) {
        for (byte one : String.valueOf(letter).getBytes(StandardCharsets.UTF_8)) {
          text.append(String.format(Locale.ROOT, "%%%02X", one));
        }
      } else {
        text.append(letter);
      }
    }
    return withoutDots(text.toString());
  }

  /** Whether a character means the same with and without an escape. */
  private static boolean isUnreserved(int code) {
    return (code >= 'a' && code <= 'z')
        || (code >= 'A' && code <= 'Z')
        || (code >= '0' && code <= '9')
        || (code > 0 && "-._~".indexOf(code) >= 0);
  }

  /** What the escape at a place stands for; -1 where it is none. */
  private static int code(String path, int at) {
    if (at + ESCAPE_LENGTH > path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(at + 1), 16);
    int low = Character.digit(path.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /** {@code .} means nothing, {@code ..} takes the segment before it away. */
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      if (segments[i].equals("..")) {
        kept.pollLast();
      } else if (!segments[i].equals(".")) {
        kept.addLast(segments[i]);
        continue;
      }
      if (last) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }

  private static String mergeSlashes(String path) {
    return path.replaceAll("/{2,}", "/");
  }
}
