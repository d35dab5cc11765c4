package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A page whose {@code console} blocks are what commands printed. The commands are read from the
 * page and run; what they print is compared with it, or written into it with {@code
 * -Dgolden.update=true}.
 */
final class Transcripts {
  private static final String OPEN = "```console";
  private static final String CLOSE = "```";
  private static final String PROMPT = "$ meshctl ";

  private final Path page;
  private final List<String> lines;
  private final UnaryOperator<String> normal;

  /** Where its commands are the same each time, but times, ports and the like are not. */
  Transcripts(Path page, UnaryOperator<String> normal) throws IOException {
    this.page = page;
    this.normal = normal;
    this.lines = new ArrayList<>(Files.readAllLines(page));
  }

  /** Runs the commands of a block of a section, and returns what they printed. */
  Block run(String section, int number, Shells shell) throws IOException {
    int from = open(section, number) + 1;
    int to = from + lines.subList(from, lines.size()).indexOf(CLOSE);
    List<String> old = List.copyOf(lines.subList(from, to));
    List<String> told = new ArrayList<>();
    List<Integer> exits = new ArrayList<>();
    for (String line : old) {
      if (line.startsWith(PROMPT)) {
        Shells.Ran ran = shell.run(line.substring(PROMPT.length()).split(" "));
        if (!told.isEmpty()) {
          told.add("");
        }
        told.add(line);
        normal.apply(ran.out() + ran.err()).lines().forEach(told::add);
        exits.add(ran.exit());
      }
    }
    if (Boolean.getBoolean("golden.update")) {
      lines.subList(from, to).clear();
      lines.addAll(from, told);
      Files.writeString(page, String.join("\n", lines) + "\n");
    } else {
      assertThat(squeezed(told)).as("%s of %s", section, page).isEqualTo(squeezed(old));
    }
    return new Block(exits, String.join("\n", told));
  }

  /** How commands ended, and what they printed. */
  record Block(List<Integer> exits, String text) {}

  /** How many blocks all sections have. */
  long blocks() {
    return lines.stream().filter(OPEN::equals).count();
  }

  private int open(String section, int number) {
    int at = lines.indexOf("## " + section);
    assertThat(at).as("a section '%s' in %s", section, page).isNotNegative();
    for (int i = 0; i < number; i++) {
      do {
        at++;
        assertThat(at < lines.size() && !lines.get(at).startsWith("## "))
            .as("block %d of '%s' in %s", number, section, page)
            .isTrue();
      } while (!lines.get(at).equals(OPEN));
    }
    return at;
  }

  /** Columns are as wide as what stands in them, and that is not the same each time. */
  private static String squeezed(List<String> text) {
    return String.join("\n", text).replaceAll("(?<=\\S) {2,}", "  ");
  }
}
