package io.apg.mesh.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code sh} blocks of a page, each with what the page says that it prints. */
final class Blocks {
  private static final String SHELL = "```sh";
  private static final String FENCE = "```";

  private Blocks() {}

  /**
   * One block.
   *
   * @param expected lines, up to the next block; they are printed in this order, among others
   */
  record Block(List<String> commands, List<String> expected) {}

  static List<Block> of(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> open = null;
    for (String line : Files.readAllLines(page)) {
      if (open != null && line.equals(FENCE)) {
        open = null;
      } else if (open != null) {
        open.add(line);
      } else if (line.equals(SHELL)) {
        open = new ArrayList<>();
        blocks.add(new Block(open, new ArrayList<>()));
      } else if (line.equals(FENCE)) {
        open = blocks.isEmpty() ? new ArrayList<>() : blocks.get(blocks.size() - 1).expected();
      }
    }
    return blocks;
  }
}
