package io.apg.mesh.controlplane.explain;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as Envoy's routes see it.
 *
 * @param path with its query
 * @param headers by lower-case name, those that begin with a colon among them
 */
record HttpCall(String path, Map<String, String> headers) {
  HttpCall {
    headers = Map.copyOf(headers);
  }

  static HttpCall of(String method, String host, String path, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(":method", method);
    all.put(":authority", host);
    all.put(":path", path);
    return new HttpCall(path, all);
  }

  /** What routes compare: the path without query and fragment. */
  String bare() {
    return path.replaceFirst("[?#].*", "");
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The first value of a parameter, as it was written; null = it is absent. */
  @Nullable String parameter(String name) {
    int mark = path.indexOf('?');
    if (mark < 0) {
      return null;
    }
    String query = path.substring(mark + 1).replaceFirst("#.*", "");
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if ((equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        return equals < 0 ? "" : pair.substring(equals + 1);
      }
    }
    return null;
  }
}
