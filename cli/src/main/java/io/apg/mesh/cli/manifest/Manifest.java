package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.Json;

/**
 * What somebody wants an object of the mesh to be.
 *
 * @param document where it comes from
 * @param pointer to it in that document
 */
public record Manifest(Document document, String pointer, Json object) {
  /** What it is. */
  public String kind() {
    return object.get("kind").text();
  }

  /** Where a part of it stands, as {@code file:line}. */
  public String place(String part) {
    return document.place(pointer + part);
  }
}
