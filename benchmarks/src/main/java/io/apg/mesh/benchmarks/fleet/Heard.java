package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client takes from a response: it looks at names and versions, never into resources.
 *
 * @param version of a state of the world; empty in increments
 */
record Heard(XdsType type, String version, String nonce, List<Named> resources, int resourceBytes) {
  /** A resource. Of a state of the world it has no version. */
  record Named(String name, String version) {}

  static Heard delta(byte[] message) {
    Reading reading = new Reading();
    WireReader reader = new WireReader(message);
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> reading.resource(reader, deltaResource(reader.message()));
        case 4 -> reading.typeUrl = reader.text();
        case 5 -> reading.nonce = reader.text();
        default -> {}
      }
    }
    return reading.heard("");
  }

  private static Named deltaResource(WireReader resource) {
    String name = "";
    String version = "";
    while (resource.next()) {
      if (resource.field() == 3) {
        name = resource.text();
      } else if (resource.field() == 1) {
        version = resource.text();
      }
    }
    return new Named(name, version);
  }

  static Heard sotw(byte[] message) {
    Reading reading = new Reading();
    String version = "";
    WireReader reader = new WireReader(message);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> version = reader.text();
        case 2 -> reading.resource(reader, sotwResource(reader.message()));
        case 4 -> reading.typeUrl = reader.text();
        case 5 -> reading.nonce = reader.text();
        default -> {}
      }
    }
    return reading.heard(version);
  }

  /** Every type that is served has its name, or that of its cluster, in field 1. */
  private static Named sotwResource(WireReader any) {
    String name = "";
    while (any.next()) {
      if (any.field() == 2) {
        name = any.message().text(1);
      }
    }
    return new Named(name, "");
  }

  private static final class Reading {
    private String typeUrl = "";
    private String nonce = "";
    private final List<Named> resources = new ArrayList<>();
    private int resourceBytes;

    private void resource(WireReader field, Named named) {
      resourceBytes += field.length();
      resources.add(named);
    }

    private Heard heard(String version) {
      XdsType type = XdsType.ofTypeUrl(typeUrl);
      if (type == null) {
        throw new IllegalStateException("type_url: '" + typeUrl + "' (expected: one asked for)");
      }
      return new Heard(type, version, nonce, resources, resourceBytes);
    }
  }
}
