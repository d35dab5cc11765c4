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

/**
 * A kind of object: where the API has it, how people name it, and its table.
 *
 * @param word the API's word
 * @param plural the key of its listings
 * @param others further words that people use
 * @param path of its listing
 * @param id the field that names one
 * @param names fields by which people name one, the id among them
 * @param applied whether manifests may be of it
 */
public record Kind(
    String word,
    String plural,
    List<String> others,
    String path,
    String id,
    List<String> names,
    boolean applied,
    List<Column> columns) {
  private static final int NEWEST = 50;

  /** The kind that a word means. */
  public static Kind named(String word) {
    String wanted = word.toLowerCase(Locale.ROOT).replace('-', '_');
    List<String> known = new ArrayList<>();
    for (Kind kind : Kinds.ALL) {
      if (kind.words().contains(wanted)) {
        return kind;
      }
      known.addAll(kind.words());
    }
    String near = Nearest.hint(wanted, known);
    throw Failure.usage(
        "unknown resource \"" + word + "\"." + (near.isEmpty() ? "" : " " + near),
        near.isEmpty() ? "one of: " + Kinds.WORDS : "");
  }

  /** How many are listed where nobody says: all, but of what has happened only the newest. */
  public int usualLimit() {
    return equals(Kinds.REVISION) || equals(Kinds.EVENT) ? NEWEST : Integer.MAX_VALUE;
  }

  /** All words for it. */
  public List<String> words() {
    List<String> words = new ArrayList<>(List.of(word, plural));
    words.addAll(others);
    return words;
  }

  /** All objects of the kind, as the API lists them. */
  public List<Json> list(ControlPlane api, int most) {
    if (equals(Kinds.ENDPOINT)) {
      return endpoints(Kinds.SERVICE.list(api, Integer.MAX_VALUE));
    }
    return api.list(path, plural, most);
  }

  /** Those of a namespace, or at least these: not every listing can be asked for one. */
  public List<Json> listIn(ControlPlane api, String namespace) {
    boolean asked = equals(Kinds.SERVICE) || equals(Kinds.PROXY);
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
    if (equals(Kinds.REVISION)) {
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
    if (equals(Kinds.SERVICE)) {
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
      columns.stream().filter(column -> wide || !column.wide()).forEach(shown::add);
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
    List<String> titles = columns.stream().map(c -> c.head().title()).toList();
    for (Column column : columns) {
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
