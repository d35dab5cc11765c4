package io.apg.mesh.controlplane.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of a listing.
 *
 * @param total how many objects the listing has in all
 * @param nextToken empty on the last page
 */
record Page<T>(List<T> objects, int total, String nextToken) {
  private static final int MOST = 500;
  private static final int USUAL = 50;

  /**
   * Which page is asked for.
   *
   * @param kind of what the listing is; a token of another one is refused
   * @param revision the state that the first page showed; -1 = this is the first page
   * @param after key of the last object of the page before
   */
  record Request(String kind, int size, long revision, String after) {
    private static final Pattern TOKEN =
        Pattern.compile("([^:]*):([0-9]{1,18}):(.*)", Pattern.DOTALL);

    /** What was sent, or would have been, as {@code page_token}. */
    String token() {
      return Page.token(kind, revision, after);
    }

    /** Reads the parameters {@code page_size} and {@code page_token}. */
    static Request of(String kind, boolean hasSize, int size, String token) {
      if (hasSize && (size < 1 || size > MOST)) {
        throw Refusals.parameter("page_size", Integer.toString(size), "1 to " + MOST);
      }
      int wanted = hasSize ? size : USUAL;
      if (token.isEmpty()) {
        return new Request(kind, wanted, -1, "");
      }
      try {
        byte[] text = Base64.getUrlDecoder().decode(token);
        Matcher parts = TOKEN.matcher(new String(text, StandardCharsets.UTF_8));
        if (parts.matches() && parts.group(1).equals(kind)) {
          return new Request(kind, wanted, Long.parseLong(parts.group(2)), parts.group(3));
        }
      } catch (IllegalArgumentException notBase64) {
        // Refused below.
      }
      throw Refusals.parameter(
          "page_token", token, "next_page_token of the page before, of this listing");
    }
  }

  /**
   * The page of {@code all}, which is ordered by {@code key}. Where objects came or went since the
   * page before, it goes on behind that page's last key.
   */
  static <T> Page<T> of(
      Collection<T> all, Function<T, String> key, Request request, long revision) {
    List<T> objects = new ArrayList<>();
    boolean more = false;
    for (T object : all) {
      if (key.apply(object).compareTo(request.after()) <= 0) {
        continue;
      }
      if (objects.size() == request.size()) {
        more = true;
        break;
      }
      objects.add(object);
    }
    String next =
        more ? token(request.kind(), revision, key.apply(objects.get(objects.size() - 1))) : "";
    return new Page<>(objects, all.size(), next);
  }

  <R> Page<R> map(Function<T, R> mapper) {
    return new Page<>(objects.stream().map(mapper).toList(), total, nextToken);
  }

  static String token(String kind, long revision, String after) {
    byte[] text = (kind + ":" + revision + ":" + after).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }
}
