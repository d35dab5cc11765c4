package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Table;
import java.time.Instant;

/**
 * A column of a kind's table.
 *
 * @param wide whether only {@code -o wide} shows it
 */
record Column(Table.Head head, boolean wide, Cell cell) {
  /** What an object has in a column. */
  @FunctionalInterface
  interface Cell {
    String of(Json object, Instant now);
  }

  /** A column of text that is a field. */
  static Column field(String title, int rank, String path) {
    return text(title, rank, (object, now) -> object.path(path).text());
  }

  /** A column of text. */
  static Column text(String title, int rank, Cell cell) {
    return new Column(Table.Head.of(title, rank), false, cell);
  }

  /** A column of numbers. */
  static Column number(String title, int rank, Cell cell) {
    return new Column(Table.Head.number(title, rank), false, cell);
  }

  /** The same, for {@code -o wide}. */
  Column onlyWide() {
    return new Column(head, true, cell);
  }
}
