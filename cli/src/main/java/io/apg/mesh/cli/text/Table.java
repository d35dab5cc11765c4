package io.apg.mesh.cli.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows in columns: two spaces between them, no borders, never wrapped. Where the screen is too
 * narrow, columns are left out, those of the highest rank first; rank 0 stays. Immutable.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<Head> heads;
  private final List<List<String>> rows;

  /**
   * What stands over a column.
   *
   * @param right whether it is for numbers
   * @param rank how easily it is missed
   */
  public record Head(String title, boolean right, int rank) {
    /** A column of text. */
    public static Head of(String title, int rank) {
      return new Head(title, false, rank);
    }

    /** A column of numbers. */
    public static Head number(String title, int rank) {
      return new Head(title, true, rank);
    }
  }

  /** Each row has a cell for each head; an empty cell is shown as {@code -}. */
  public Table(List<Head> heads, List<List<String>> rows) {
    this.heads = List.copyOf(heads);
    this.rows = rows.stream().map(row -> row.stream().map(Table::shown).toList()).toList();
  }

  /** On one line, whatever it is. */
  private static String shown(String cell) {
    String line = cell.strip();
    if (!isOneLine(line)) {
      line = line.replaceAll("\\s*\\R\\s*", " ");
    }
    return line.isEmpty() ? "-" : line;
  }

  /** Whether no character of it may end a line: nearly all cells, and a pattern is slow to look. */
  private static boolean isOneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter < ' ' || letter == '\u0085' || letter == '\u2028' || letter == '\u2029') {
        return false;
      }
    }
    return true;
  }

  /** The lines of the table, its head first where that is wanted. */
  public List<String> lines(int width, boolean head, Style style) {
    int[] widths = widths();
    List<Integer> shown = shown(widths, width);
    List<String> lines = new ArrayList<>();
    if (head) {
      lines.add(line(heads.stream().map(Head::title).toList(), shown, widths, Style.PLAIN));
    }
    rows.forEach(row -> lines.add(line(row, shown, widths, style)));
    return lines;
  }

  private int[] widths() {
    return IntStream.range(0, heads.size())
        .map(
            i ->
                rows.stream()
                    .mapToInt(row -> row.get(i).length())
                    .reduce(heads.get(i).title().length(), Math::max))
        .toArray();
  }

  /** The columns that fit. */
  private List<Integer> shown(int[] widths, int width) {
    List<Integer> shown = new ArrayList<>(IntStream.range(0, heads.size()).boxed().toList());
    Comparator<Integer> byRank = Comparator.comparingInt(i -> heads.get(i).rank());
    while (total(shown, widths) > width) {
      Integer least = shown.stream().max(byRank.thenComparing(i -> i)).orElseThrow();
      if (heads.get(least).rank() == 0) {
        break;
      }
      shown.remove(least);
    }
    return shown;
  }

  private static int total(List<Integer> shown, int[] widths) {
    return shown.stream().mapToInt(i -> widths[i]).sum() + GAP.length() * (shown.size() - 1);
  }

  private String line(List<String> cells, List<Integer> shown, int[] widths, Style style) {
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < shown.size(); at++) {
      int column = shown.get(at);
      String cell = cells.get(column);
      String fill = " ".repeat(widths[column] - cell.length());
      boolean right = heads.get(column).right();
      boolean last = at == shown.size() - 1;
      line.append(at == 0 ? "" : GAP)
          .append(right ? fill : "")
          .append(style.paint(cell))
          .append(right || last ? "" : fill);
    }
    return line.toString();
  }
}
