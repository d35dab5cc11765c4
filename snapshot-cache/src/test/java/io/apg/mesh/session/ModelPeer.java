package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client in memory. What it says, it says to a queue that it was made with. */
interface ModelPeer {
  /** A new stream; those before are over. */
  void connect();

  void receive(XdsResponse response);

  /** Listeners that were replaced have no connections any more. */
  void drain();

  /** Waits no longer for load assignments; answers of which clusters. */
  Set<String> runOut();

  boolean isWarming();

  /** Whether it asked for that name, or for all. */
  boolean wants(XdsType type, String name);

  /** What it accepted last under a name; null = nothing. */
  @Nullable Resource has(XdsType type, String name);

  /** Names of what it accepted. */
  Set<String> names(XdsType type);

  /** Clusters that its routes name. */
  Collection<String> routedClusters();

  /** Clusters that routes point to and that cannot serve, though the server could know. */
  Set<String> broken();

  /** Clusters that it has and that cannot serve. */
  Set<String> coldClusters();

  /** Clusters of which it has a refused form, that nobody may have told of. */
  Set<String> halfMade();

  /** Ports on which somebody else listens. */
  Set<String> takenPorts();

  /** Its clusters and routes, in few words. */
  Map<String, String> described();
}
