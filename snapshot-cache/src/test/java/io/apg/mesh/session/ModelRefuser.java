package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that asks for everything, refuses all of it, and says nothing of why. */
final class ModelRefuser implements ModelPeer {
  private static final List<XdsType> ASKED =
      List.of(XdsType.CLUSTER, XdsType.LISTENER, XdsType.ROUTE);

  private final Form form;
  private final Consumer<XdsRequest> out;
  private final Map<XdsType, String> nonces = new EnumMap<>(XdsType.class);

  ModelRefuser(Form form, Consumer<XdsRequest> out) {
    this.form = form;
    this.out = out;
  }

  @Override
  public void connect() {
    nonces.clear();
    ASKED.forEach(type -> say(type, null));
  }

  private static List<String> names(boolean routes) {
    return routes ? List.of("outbound") : List.of();
  }

  private void say(XdsType type, @Nullable ErrorDetail error) {
    String nonce = nonces.getOrDefault(type, "");
    List<String> names = names(type == XdsType.ROUTE);
    out.accept(
        form == Form.SOTW
            ? new SotwRequest(type, "", nonce, names, error)
            : new DeltaRequest(
                type, nonce, nonce.isEmpty() ? names : List.of(), List.of(), Map.of(), error));
  }

  @Override
  public void receive(XdsResponse response) {
    nonces.put(response.type(), response.nonce());
    say(response.type(), new ErrorDetail(13, "no"));
  }

  @Override
  public void drain() {
    // It has nothing that drains.
  }

  @Override
  public Set<String> runOut() {
    return Set.of();
  }

  @Override
  public boolean isWarming() {
    return false;
  }

  @Override
  public boolean wants(XdsType type, String name) {
    return false;
  }

  @Override
  public @Nullable Resource has(XdsType type, String name) {
    return null;
  }

  @Override
  public Set<String> names(XdsType type) {
    return Set.of();
  }

  @Override
  public Collection<String> routedClusters() {
    return List.of();
  }

  @Override
  public Set<String> broken() {
    return Set.of();
  }

  @Override
  public Set<String> coldClusters() {
    return Set.of();
  }

  @Override
  public Set<String> takenPorts() {
    return new HashSet<>();
  }

  @Override
  public Set<String> halfMade() {
    return Set.of();
  }

  @Override
  public Map<String, String> described() {
    return Map.of();
  }
}
