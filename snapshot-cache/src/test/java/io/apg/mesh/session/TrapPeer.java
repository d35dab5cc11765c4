package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client that plays a {@link TrapScript}: a model, or a real Envoy. */
public interface TrapPeer {
  /**
   * A resource of this client's kind.
   *
   * @param content {@code bad} and {@code malformed} are refused
   * @param target what it points to: of a listener the route configuration, of that the cluster
   */
  Resource resource(XdsType type, String name, String content, Target target);

  /** Where a resource points to, and where it listens; empty = nowhere. */
  record Target(String name, String port) {}

  /** Sends a response on the stream that is open. */
  void send(XdsResponse response);

  /** Ends the stream; the client opens the next one. */
  void breakStream();

  /** What the client says next; null = nothing, for as long as this client may need. */
  @Nullable XdsRequest hear();

  /** The same for a client that is to say nothing. */
  @Nullable XdsRequest overhear();

  /** Lets the time run out in which clusters named {@code slow...} wait for load assignments. */
  void runOut();

  /** Lets the time run out in which old listeners drain. */
  void drain();

  /** Somebody else listens there from now on. */
  void take(String port);

  /** Nobody else does any more. */
  void free(String port);

  /** What is in use, name to content; {@code wanted} is what it is to become, soon. */
  Map<String, String> inUse(XdsType type, Map<String, String> wanted);

  /** Clusters that warm; {@code wanted} is what it is to become, soon. */
  Set<String> warming(Set<String> wanted);
}
