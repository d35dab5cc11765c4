package io.apg.mesh.controlplane.observed;

import java.time.Instant;
import java.util.List;

/**
 * What connected proxies refuse of one object.
 *
 * @param rejections who refused it, the newest first; not all of them where they are many
 * @param rejectionsTotal how many there are
 * @param withheldTotal how many other proxies were not sent it, because of those who refused it
 */
public record Delivery(List<Refused> rejections, int rejectionsTotal, int withheldTotal) {
  public Delivery {
    rejections = List.copyOf(rejections);
  }

  /**
   * One refusal.
   *
   * @param type the word of the type: cds, eds, lds, srds, rds
   * @param virtualHost empty = the whole resource
   * @param message the proxy's own words
   * @param revision of the object
   */
  public record Refused(
      String proxy,
      String type,
      String resource,
      String virtualHost,
      String message,
      long revision,
      Instant since) {}
}
