package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Document;
import io.apg.mesh.cli.manifest.Manifest;
import io.apg.mesh.cli.manifest.Manifests;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.objects.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl delete}: removes objects, all or none. */
@Command(
    name = "delete",
    description = "Removes objects: all of them in one revision, or none.",
    footer = {
      "  meshctl delete route orders-canary",
      "  meshctl delete service orders@v2.0.0 --yes --wait",
      "  meshctl delete -f mesh/ --yes"
    })
final class DeleteCommand implements Callable<Integer> {
  /** That of a service whose manifest says none. */
  private static final String FIRST_VERSION = "v1";

  private final Shell shell;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RESOURCE",
      description = "service, route or load_balancer.")
  private String resource = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME", description = "By id or name.")
  private List<String> names = List.of();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "What these manifests name: a file, a directory, or - for stdin.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask; needed where nobody can be asked.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Says what would be removed, and changes nothing.")
  private boolean dryRun;

  @Option(names = "--force", description = "Removes objects even if others name them.")
  private boolean force;

  @Option(
      names = "--expect-revision",
      paramLabel = "N",
      description = "Only if this is still the revision of the one object.")
  private @Nullable Long expectedRevision;

  @Option(names = "--wait", description = "Returns when every connected proxy has it.")
  private boolean wait;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  DeleteCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (files.isEmpty() == names.isEmpty()) {
      throw Failure.usage("what to remove: RESOURCE and NAME, or -f FILE", "");
    }
    ControlPlane api = connection.open(shell);
    List<Manifest> gone = files.isEmpty() ? named(api) : fromFiles(api);
    if (gone.isEmpty()) {
      shell.err().println("nothing of that is there");
      printing.program(shell, Json.object("objects", List.of()));
      return 0;
    }
    if (!dryRun) {
      String what =
          gone.stream()
              .map(m -> Kind.named(m.kind()).reference(m.object()))
              .collect(Collectors.joining(", "));
      Results.confirm(shell, yes, "delete " + what);
    }
    Json answer = new Applying(gone).force(force).expect(expectedRevision).send(api, dryRun);
    new Results(shell, printing).print(answer, dryRun);
    return wait && !dryRun ? new Rollout(shell, api, connection.timeout()).await(answer) : 0;
  }

  private List<Manifest> named(ControlPlane api) {
    Kind kind = removable(resource);
    return names.stream().map(name -> removal(kind, kind.find(api, name))).toList();
  }

  private static Kind removable(String word) {
    Kind kind = Kind.named(word);
    if (!kind.applied()) {
      throw Failure.usage(
          kind.title() + ": cannot be deleted",
          kind.equals(Kinds.ENDPOINT) ? "apply the service without it" : "");
    }
    return kind;
  }

  /** Those of the manifests' objects that are there, each once. */
  private List<Manifest> fromFiles(ControlPlane api) {
    Map<String, Manifest> gone = new LinkedHashMap<>();
    for (Manifest manifest : Manifests.read(files, shell.in())) {
      Kind kind = removable(manifest.kind());
      List<Json> meant =
          kind.list(api, Integer.MAX_VALUE).stream()
              .filter(object -> isMeant(kind, manifest.object(), object))
              .toList();
      if (meant.size() > 1) {
        throw ambiguous(kind, manifest, meant);
      }
      meant.forEach(object -> gone.put(kind.reference(object), removal(kind, object)));
    }
    return List.copyOf(gone.values());
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
   * first one; which namespace one without is of, only the control plane knows.
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
    return !kind.equals(Kinds.SERVICE)
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
