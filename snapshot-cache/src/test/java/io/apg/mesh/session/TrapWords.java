package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Requests in the words of a {@link TrapScript}. */
final class TrapWords {
  private final Map<String, String> contents = new HashMap<>();
  private final TreeSet<String> names = new TreeSet<>();

  /** That version of a resource is shown as that content. */
  void learn(Resource resource, String content) {
    contents.put(resource.version(), content);
    names.add(resource.name());
  }

  String of(XdsRequest request) {
    ErrorDetail error = request.error();
    String said =
        request instanceof DeltaRequest delta ? delta(delta) : sotw((SotwRequest) request);
    List<String> named = error == null ? List.of() : NackText.named(error.message(), names);
    return named.isEmpty() ? said : said + " (" + String.join(",", named) + ")";
  }

  private String delta(DeltaRequest request) {
    String answer = request.nonce().isEmpty() ? "asks" : said(request) + request.nonce();
    return request.type()
        + " "
        + answer
        + list(" +", request.subscribe())
        + list(" -", request.unsubscribe())
        + holds(request.initialVersions());
  }

  private static String said(XdsRequest request) {
    return request.error() == null ? "ack " : "nack ";
  }

  private String holds(Map<String, String> versions) {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(versions)
        .forEach(
            (name, version) -> all.append(' ').append(name).append('=').append(label(version)));
    return all.isEmpty() ? "" : " holds" + all;
  }

  private String label(String version) {
    return contents.getOrDefault(version, version);
  }

  private static String sotw(SotwRequest request) {
    String version = request.version().replace("v", "");
    String answer = request.nonce().isEmpty() ? "asks" : said(request) + request.nonce();
    boolean same = request.nonce().equals(version) && request.error() == null;
    String from = version.isEmpty() || same ? "" : " from " + version;
    return request.type() + " " + answer + from + list(" names ", request.names());
  }

  private static String list(String before, Collection<String> names) {
    return names.isEmpty() ? "" : before + String.join(",", new TreeSet<>(names));
  }
}
