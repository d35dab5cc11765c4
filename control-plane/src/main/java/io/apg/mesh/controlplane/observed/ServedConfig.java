package io.apg.mesh.controlplane.observed;

import com.google.protobuf.Struct;
import java.util.List;

/**
 * What one proxy is served.
 *
 * @param revision of the registry that it shows
 */
public record ServedConfig(long revision, List<Type> types) {
  public ServedConfig {
    types = List.copyOf(types);
  }

  /**
   * The resources of a type.
   *
   * @param word cds, eds, lds, srds or rds
   * @param version of all of them together
   */
  public record Type(String word, String version, List<Item> resources) {
    public Type {
      resources = List.copyOf(resources);
    }
  }

  /**
   * One resource.
   *
   * @param objects what it was made from
   * @param body as Envoy reads it
   */
  public record Item(String name, String version, List<ObjectRef> objects, Struct body) {
    public Item {
      objects = List.copyOf(objects);
    }
  }
}
