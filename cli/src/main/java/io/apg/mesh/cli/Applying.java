package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends manifests as one request, all or nothing; tells problems by file and line. */
final class Applying {
  private static final Pattern OBJECT = Pattern.compile("/objects/([0-9]{1,9})(/.*)?");

  private final List<Manifest> manifests;
  private final Map<String, Object> extras = new LinkedHashMap<>();
  private @Nullable Long expectedRevision;

  Applying(List<Manifest> manifests) {
    this.manifests = manifests;
  }

  Applying prune(String label) {
    if (!label.isEmpty()) {
      extras.put("prune", Json.object("label", label));
    }
    return this;
  }

  Applying force(boolean force) {
    if (force) {
      extras.put("force", true);
    }
    return this;
  }

  /** The revision that the one object must have. */
  Applying expect(@Nullable Long revision) {
    if (revision != null && manifests.size() != 1) {
      throw Failure.usage(
          "--expect-revision: the revision of one object, and there are " + manifests.size(),
          "write expected_revision into each document");
    }
    expectedRevision = revision;
    return this;
  }

  /** Does it, or only finds out what it would come to. */
  Json send(ControlPlane api, boolean dryRun) {
    List<Json> objects = new ArrayList<>();
    for (Manifest manifest : manifests) {
      Json object = manifest.object();
      objects.add(
          expectedRevision == null ? object : object.with("expected_revision", expectedRevision));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("objects", objects);
    body.putAll(extras);
    if (dryRun) {
      body.put("dry_run", true);
    }
    try {
      return api.post("/api/apply", Json.of(body));
    } catch (Failure failure) {
      throw placed(failure);
    }
  }

  /** The same failure with files and lines instead of pointers into the request. */
  private Failure placed(Failure failure) {
    if (failure.details().isEmpty() || failure.exit() != ExitCode.REFUSED) {
      return failure;
    }
    List<Failure.Detail> details =
        failure.details().stream()
            .map(d -> new Failure.Detail(place(d.field()), d.message()))
            .toList();
    String first = details.get(0).field() + ": " + details.get(0).message();
    String more = details.size() == 1 ? "" : " (and " + (details.size() - 1) + " more)";
    return new Failure(failure.exit(), failure.code(), first + more, failure.hint(), details);
  }

  private String place(String pointer) {
    Matcher matcher = OBJECT.matcher(pointer);
    if (!matcher.matches()) {
      return pointer;
    }
    int index = Integer.parseInt(matcher.group(1));
    String part = matcher.group(2) == null ? "" : matcher.group(2);
    return index < manifests.size() ? manifests.get(index).place(part) + " " + part : pointer;
  }
}
