package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.Nearest;
import io.apg.mesh.cli.text.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kind of object: where the API has it, and how people name it. */
@SuppressWarnings("ImmutableEnumChecker") // its lists come from List.of
public enum Kind {
  /** {@code /api/services}. */
  SERVICE(
      "service",
      "services",
      List.of("svc"),
      "/api/services",
      "service_id",
      List.of("service_id", "service_name"),
      true),

  /** {@code /api/services/{id}/endpoints}. */
  ENDPOINT(
      "endpoint",
      "endpoints",
      List.of("ep"),
      "/api/services",
      "endpoint_id",
      List.of("endpoint_id"),
      false),

  /** {@code /api/routes}. */
  ROUTE(
      "route",
      "routes",
      List.of("rt"),
      "/api/routes",
      "route_id",
      List.of("route_id", "route_name"),
      true),

  /** {@code /api/load-balancers}. */
  LOAD_BALANCER(
      "load_balancer",
      "load_balancers",
      List.of("lb", "loadbalancer", "loadbalancers"),
      "/api/load-balancers",
      "load_balancer_id",
      List.of("load_balancer_id", "load_balancer_name"),
      true),

  /** {@code /api/proxies}. */
  PROXY("proxy", "proxies", List.of("px"), "/api/proxies", "node_id", List.of("node_id"), false),

  /** {@code /api/revisions}. */
  REVISION(
      "revision",
      "revisions",
      List.of("rev"),
      "/api/revisions",
      "number",
      List.of("number"),
      false),

  /** {@code /api/events}. */
  EVENT("event", "events", List.of("ev"), "/api/events", "id", List.of("id"), false),

  /** {@code /api/findings}. */
  FINDING("finding", "findings", List.of(), "/api/findings", "code", List.of("code"), false);

  private static final int NEWEST = 50;

  /** Their words, for people. */
  public static final String WORDS =
      "service, endpoint, route, load_balancer, proxy, revision, event, finding";

  private final String word;
  private final String plural;
  private final List<String> others;
  private final String path;
  private final String id;
  private final List<String> names;
  private final boolean applied;

  Kind(
      String word,
      String plural,
      List<String> others,
      String path,
      String id,
      List<String> names,
      boolean applied) {
    this.word = word;
    this.plural = plural;
    this.others = others;
    this.path = path;
    this.id = id;
    this.names = names;
    this.applied = applied;
  }

  /** The kind that a word means. */
  public static Kind named(String word) {
    String wanted = word.toLowerCase(Locale.ROOT).replace('-', '_');
    List<String> known = new ArrayList<>();
    for (Kind kind : values()) {
      if (kind.words().contains(wanted)) {
        return kind;
      }
      known.addAll(kind.words());
    }
    String near = Nearest.hint(wanted, known);
    throw Failure.usage(
        "unknown resource \"" + word + "\"." + (near.isEmpty() ? "" : " " + near),
        near.isEmpty() ? "one of: " + WORDS : "");
  }

  /** The API's word. */
  public String word() {
    return word;
  }

  /** The key of its listings. */
  public String plural() {
    return plural;
  }

  /** The field that names one. */
  public String id() {
    return id;
  }

  /** Whether manifests may be of it. */
  public boolean applied() {
    return applied;
  }

  /** How many are listed where nobody says: all, but of what has happened only the newest. */
  public int usualLimit() {
    return this == REVISION || this == EVENT ? NEWEST : Integer.MAX_VALUE;
  }

  /** All words for it. */
  public List<String> words() {
    List<String> words = new ArrayList<>(List.of(word, plural));
    words.addAll(others);
    return words;
  }

  /** All objects of the kind, as the API lists them. */
  public List<Json> list(ControlPlane api, int most) {
    if (this == ENDPOINT) {
      return endpoints(SERVICE.list(api, Integer.MAX_VALUE));
    }
    return api.list(path, plural, most);
  }

  /** Those of a namespace, or at least these: not every listing can be asked for one. */
  public List<Json> listIn(ControlPlane api, String namespace) {
    boolean asked = this == SERVICE || this == PROXY;
    String query =
        asked && !namespace.isEmpty() ? "?namespace=" + ControlPlane.encode(namespace) : "";
    return query.isEmpty()
        ? list(api, Integer.MAX_VALUE)
        : api.list(path + query, plural, Integer.MAX_VALUE);
  }

  private static List<Json> endpoints(List<Json> services) {
    List<Json> all = new ArrayList<>();
    for (Json service : services) {
      all.addAll(service.get("endpoints").items());
    }
    return all;
  }

  /**
   * The one object that a word names: its id or, where that is not ambiguous, its name.
   *
   * @throws Failure when there is none, or more than one
   */
  public Json find(ControlPlane api, String name) {
    if (this == REVISION) {
      if (!name.matches("[0-9]{1,18}")) {
        throw Failure.usage("revision: " + name + " (expected: a number)", "");
      }
      return api.get(path + "/" + name);
    }
    List<Json> all = list(api, Integer.MAX_VALUE);
    List<Json> found = all.stream().filter(object -> text(object, id).equals(name)).toList();
    if (found.isEmpty()) {
      found = all.stream().filter(object -> isNamed(object, name)).toList();
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      List<String> known = new ArrayList<>();
      all.forEach(object -> names.forEach(field -> known.add(text(object, field))));
      throw Failure.notFound(
          title() + " \"" + name + "\" does not exist", Nearest.hint(name, known));
    }
    throw Failure.usage(
        title() + " \"" + name + "\" may be one of " + found.size(),
        "say which: " + String.join(", ", found.stream().map(o -> text(o, id)).toList()));
  }

  private boolean isNamed(Json object, String name) {
    if (this == SERVICE) {
      return Cells.references(object).contains(name);
    }
    return names.stream().anyMatch(field -> text(object, field).equals(name));
  }

  /** The kind as people write it. */
  public String title() {
    return word.replace('_', ' ');
  }

  /** What {@code -o name} prints. */
  public String reference(Json object) {
    return word + "/" + text(object, id);
  }

  /** The object as a manifest has it. */
  public Json withKind(Json object) {
    return object.with("kind", word);
  }

  /** Its columns for a screen; all of them where {@code wide}. */
  public Table table(List<Json> objects, boolean wide, List<String> only, Instant now) {
    List<Column> shown = new ArrayList<>();
    for (String title : only) {
      shown.add(column(title));
    }
    if (only.isEmpty()) {
      Columns.of(this).stream().filter(column -> wide || !column.wide()).forEach(shown::add);
    }
    List<List<String>> rows =
        objects.stream()
            .map(object -> shown.stream().map(c -> c.cell().of(object, now)).toList())
            .toList();
    return new Table(
        shown.stream().map(c -> wide || !only.isEmpty() ? fixed(c.head()) : c.head()).toList(),
        rows);
  }

  /** Whoever asked for a column gets it, however narrow the screen is. */
  private static Table.Head fixed(Table.Head head) {
    return new Table.Head(head.title(), head.right(), 0);
  }

  private Column column(String title) {
    List<String> titles = Columns.of(this).stream().map(c -> c.head().title()).toList();
    for (Column column : Columns.of(this)) {
      if (column.head().title().equalsIgnoreCase(title)) {
        return column;
      }
    }
    throw Failure.usage("column: " + title + " (expected: " + String.join(", ", titles) + ")", "");
  }

  private static String text(Json object, String field) {
    return object.get(field).text();
  }
}
