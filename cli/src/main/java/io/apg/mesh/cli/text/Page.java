package io.apg.mesh.cli.text;

import java.util.ArrayList;
import java.util.List;

/** A page about one thing: facts, then tables. Not thread-safe. */
public final class Page {
  private final List<Fact> facts = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final int width;
  private final Style style;

  private record Fact(String name, String value) {}

  /** An empty page for a screen. */
  public Page(int width, Style style) {
    this.width = width;
    this.style = style;
  }

  /** States a fact, unless there is nothing to state. */
  public Page fact(String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new Fact(name + ":", value));
    }
    return this;
  }

  /** Adds a table under a title, unless it has no rows. */
  public Page table(String title, List<Table.Head> heads, List<List<String>> rows) {
    flush();
    if (!rows.isEmpty()) {
      lines.add("");
      lines.add(title);
      new Table(heads, rows).lines(width - 2, true, style).forEach(line -> lines.add("  " + line));
    }
    return this;
  }

  /** Adds a line as it is. */
  public Page line(String line) {
    flush();
    lines.add(line);
    return this;
  }

  /** The style of the page. */
  public Style style() {
    return style;
  }

  /** All lines. */
  public List<String> lines() {
    flush();
    return List.copyOf(lines);
  }

  private void flush() {
    int widest = facts.stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
    for (Fact fact : facts) {
      String fill = " ".repeat(widest - fact.name().length() + 2);
      lines.add(fact.name() + fill + style.paint(fact.value()));
    }
    facts.clear();
  }
}
