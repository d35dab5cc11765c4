package io.apg.mesh.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes orders from the process that started this one: a line in, a line out, until the end. */
public final class Orders {
  private Orders() {}

  /** Carries out an order. */
  public interface Worker {
    /** Does what {@code words} say. */
    Figures carryOut(List<String> words) throws Exception;
  }

  /** Says {@code hello}, and then one line for each order; returns when there are no more. */
  public static void serve(Figures hello, Worker worker) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    say(hello.and("ok", 1));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      Figures answer;
      try {
        answer = worker.carryOut(List.of(line.split(" ", -1))).and("ok", 1);
      } catch (Exception e) {
        e.printStackTrace();
        answer = Figures.NONE.and("ok", 0);
      }
      say(answer);
    }
  }

  private static void say(Figures figures) {
    System.out.println(figures.line());
    System.out.flush();
  }
}
