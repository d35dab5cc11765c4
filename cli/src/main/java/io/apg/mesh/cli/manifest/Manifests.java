package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads manifests out of files, directories and stdin: all of them, or everything wrong. */
public final class Manifests {
  /** What a manifest may be of. */
  public static final List<String> KINDS =
      List.of("service", "route", "load_balancer", "policy", "alert_rule", "certificate");

  private static final String STDIN = "-";

  private final InputStream in;
  private final List<Manifest> manifests = new ArrayList<>();
  private final List<Failure.Detail> problems = new ArrayList<>();

  private Manifests(InputStream in) {
    this.in = in;
  }

  /**
   * The manifests of all {@code places}, in order.
   *
   * @throws Failure with everything that is wrong
   */
  public static List<Manifest> read(List<String> places, InputStream in) {
    Manifests reader = new Manifests(in);
    places.forEach(reader::place);
    return reader.result();
  }

  private List<Manifest> result() {
    if (!problems.isEmpty()) {
      Failure.Detail first = problems.get(0);
      String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
      throw new Failure(
          ExitCode.INVALID_MANIFEST,
          "MALFORMED",
          first.field() + ": " + first.message() + more,
          "nothing was sent",
          problems);
    }
    if (manifests.isEmpty()) {
      throw Failure.manifest("no manifest was found", "nothing was sent");
    }
    return manifests;
  }

  private void place(String place) {
    if (place.equals(STDIN)) {
      text("stdin", () -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return;
    }
    Path path = Path.of(place);
    if (!Files.isDirectory(path)) {
      file(path);
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      files.filter(Manifests::isManifest).sorted().forEach(this::file);
    } catch (IOException e) {
      problems.add(new Failure.Detail(place, "cannot be read"));
    }
  }

  private static boolean isManifest(Path file) {
    return Files.isRegularFile(file)
        && file.getFileName().toString().matches("[^.].*\\.(yaml|yml|json)");
  }

  private void file(Path file) {
    text(file.toString(), () -> Files.readString(file));
  }

  /** Where a text comes from. */
  private interface Source {
    String text() throws IOException;
  }

  private void text(String name, Source source) {
    try {
      Documents.parse(name, source.text()).forEach(this::document);
    } catch (IOException e) {
      boolean missing = !name.equals("stdin") && !Files.exists(Path.of(name));
      problems.add(new Failure.Detail(name, missing ? "no such file" : "cannot be read as UTF-8"));
    } catch (Failure malformed) {
      String message = malformed.text();
      int end = message.indexOf(": ", name.length());
      problems.add(new Failure.Detail(message.substring(0, end), message.substring(end + 2)));
    }
  }

  /** An object, a list of objects, or a listing as {@code get -o json} prints it. */
  private void document(Document document) {
    Json content = document.content();
    if (content.isList()) {
      items(document, "", content);
      return;
    }
    for (String key : List.of("services", "routes", "load_balancers")) {
      if (content.get("kind").isNone() && content.get(key).isList()) {
        items(document, "/" + key, content.get(key));
        return;
      }
    }
    add(new Manifest(document, "", content));
  }

  private void items(Document document, String pointer, Json list) {
    int at = 0;
    for (Json item : list.items()) {
      add(new Manifest(document, pointer + "/" + at++, item));
    }
  }

  private void add(Manifest manifest) {
    String kind = manifest.kind();
    if (KINDS.contains(kind)) {
      manifests.add(manifest);
      return;
    }
    String expected = " (expected: " + String.join(", ", KINDS) + ")";
    String near = Nearest.hint(kind, KINDS);
    String message =
        manifest.object().isObject()
            ? "kind: " + (kind.isEmpty() ? "none" : kind) + expected
            : "no object (expected: kind: ..., and the fields of the object)";
    problems.add(
        new Failure.Detail(
            manifest.place("/kind"), near.isEmpty() ? message : message + " " + near));
  }
}
