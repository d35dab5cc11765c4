package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Document;
import io.apg.mesh.cli.manifest.Manifest;
import io.apg.mesh.cli.manifest.Manifests;
import io.apg.mesh.cli.objects.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code meshctl delete}: removes objects, all or none. */
final class DeleteCommand implements Command {
  /** That of a service whose manifest says none. */
  private static final String FIRST_VERSION = "v1";

  private final Shell shell;

  private final Argument<String> resource =
      Argument.parameter(String.class, "0", "RESOURCE", "service, route or load_balancer.")
          .optional()
          .orElse("");

  private final Argument<List<String>> names = Argument.parameters(0, "NAME", "By id or name.");

  private final Argument<List<String>> files =
      Argument.options(
          "-f,--filename",
          "FILE",
          "What these manifests name: a file, a directory, or - for stdin.");

  private final Argument<Boolean> yes =
      Argument.flag("-y,--yes", "Does not ask; needed where nobody can be asked.");

  private final Argument<Boolean> dryRun =
      Argument.flag("--dry-run", "Says what would be removed, and changes nothing.");

  private final Argument<Boolean> force =
      Argument.flag("--force", "Removes objects even if others name them.");

  private final Argument<Long> expectedRevision =
      Argument.option(
          Long.class,
          "--expect-revision",
          "N",
          "Only if this is still the revision of the one object.");

  private final Waiting waiting = new Waiting();

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  DeleteCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Removes objects: all of them in one revision, or none.",
            List.of(
                "meshctl delete route orders-canary",
                "meshctl delete service orders@v2.0.0 --yes --wait",
                "meshctl delete -f mesh/ --yes"))
        .takes(resource, names, files, yes, dryRun, force, expectedRevision, waiting.argument())
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    if (files.value().isEmpty() == names.value().isEmpty()) {
      throw Failure.usage("what to remove: RESOURCE and NAME, or -f FILE", "");
    }
    ControlPlane api = connection.open(shell);
    List<Manifest> gone = files.value().isEmpty() ? named(api) : fromFiles(api);
    if (gone.isEmpty()) {
      shell.err().println("nothing of that is there");
      printing.program(shell, Json.object("objects", List.of()));
      return 0;
    }
    if (!dryRun.value()) {
      String what =
          gone.stream()
              .map(m -> Kind.named(m.kind()).reference(m.object()))
              .collect(Collectors.joining(", "));
      Results.confirm(shell, yes.value(), "delete " + what);
    }
    Json answer =
        new Applying(gone)
            .force(force.value())
            .expect(expectedRevision.orNull())
            .send(api, dryRun.value());
    new Results(shell, printing).print(answer, dryRun.value());
    return dryRun.value() ? 0 : waiting.await(shell, api, connection.timeout(), answer);
  }

  private List<Manifest> named(ControlPlane api) {
    Kind kind = removable(resource.value());
    return names.value().stream().map(name -> removal(kind, kind.find(api, name))).toList();
  }

  private static Kind removable(String word) {
    Kind kind = Kind.named(word);
    if (!kind.applied()) {
      throw Failure.usage(
          kind.title() + ": cannot be deleted",
          kind == Kind.ENDPOINT ? "apply the service without it" : "");
    }
    return kind;
  }

  /** Those of the manifests' objects that are there, each once. */
  private List<Manifest> fromFiles(ControlPlane api) {
    Map<String, Manifest> gone = new LinkedHashMap<>();
    for (Manifest manifest : Manifests.read(files.value(), shell.in())) {
      Kind kind = removable(manifest.kind());
      Json wanted = kind == Kind.SERVICE ? identified(api, manifest) : manifest.object();
      List<Json> meant =
          kind.list(api, Integer.MAX_VALUE).stream()
              .filter(object -> isMeant(kind, wanted, object))
              .toList();
      if (meant.size() > 1) {
        throw ambiguous(kind, manifest, meant);
      }
      meant.forEach(object -> gone.put(kind.reference(object), removal(kind, object)));
    }
    return List.copyOf(gone.values());
  }

  /**
   * The manifest with the id of the service that applying it would mean. Which namespace is meant
   * where it names none, only the control plane knows: a dry run tells.
   */
  private static Json identified(ControlPlane api, Manifest manifest) {
    Json service = manifest.object();
    if (!service.get(Kind.SERVICE.id()).isNone() || !service.get("namespace").isNone()) {
      return service;
    }
    Json meant = new Applying(List.of(manifest)).send(api, true).get("objects").items().get(0);
    return service.with(Kind.SERVICE.id(), meant.get("id"));
  }

  private static Failure ambiguous(Kind kind, Manifest manifest, List<Json> meant) {
    String ids =
        meant.stream()
            .map(object -> object.get(kind.id()).text())
            .collect(Collectors.joining(", "));
    return Failure.usage(
        manifest.place("") + ": this " + kind.title() + " may be one of " + meant.size(),
        "say which: " + ids);
  }

  /**
   * By id, or by name, namespace and version. Like apply, takes a service without a version for the
   * first one.
   */
  private static boolean isMeant(Kind kind, Json manifest, Json object) {
    if (!manifest.get(kind.id()).isNone()) {
      return manifest.get(kind.id()).equals(object.get(kind.id()));
    }
    String name = kind.word() + "_name";
    if (manifest.get(name).isNone() || !manifest.get(name).equals(object.get(name))) {
      return false;
    }
    Json namespace = manifest.get("namespace");
    return kind != Kind.SERVICE
        || (version(manifest).equals(version(object))
            && (namespace.isNone() || namespace.equals(object.get("namespace"))));
  }

  private static String version(Json service) {
    Json said = service.get("service_version");
    return said.isNone() ? FIRST_VERSION : said.text();
  }

  private static Manifest removal(Kind kind, Json object) {
    Json wish = Json.object("kind", kind.word(), kind.id(), object.get(kind.id()), "delete", true);
    return new Manifest(new Document(kind.reference(object), 0, wish, Map.of()), "", wish);
  }
}
