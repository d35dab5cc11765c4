package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.CheckResult;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObservedStore;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.TokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What one replica sees of the registry: every step, in order, some time after it was made. */
final class LaggingStore implements RegistryStore {
  private final List<Consumer<StateChange>> listeners = new ArrayList<>();
  private MeshState state;

  LaggingStore(MeshState state) {
    this.state = state;
  }

  /** The next step is here; listeners hear of it later, on their own thread. */
  void see(StateChange step) {
    if (step.before().revision() != state.revision()) {
      throw new IllegalStateException("a step after " + step.before().revision() + " is missing");
    }
    state = step.after();
  }

  /** Tells listeners of a step. */
  void tell(StateChange step) {
    listeners.forEach(listener -> listener.accept(step));
  }

  @Override
  public void open() {
    // It is.
  }

  @Override
  public MeshState state() {
    return state;
  }

  @Override
  public MeshState subscribe(Consumer<StateChange> listener) {
    listeners.add(listener);
    return state;
  }

  @Override
  public ApplyOutcome apply(ApplyRequest request) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public Preview preview(ApplyRequest request) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public List<RevisionRecord> revisions(String tenant, long before, int limit) {
    return List.of();
  }

  @Override
  public long oldestRevision() {
    return 0;
  }

  @Override
  public Optional<RevisionRecord> revision(String tenant, long number) {
    return Optional.empty();
  }

  @Override
  public ObservedStore observed() {
    throw new UnsupportedOperationException("nothing is observed");
  }

  @Override
  public TokenStore tokens() {
    throw new UnsupportedOperationException("there are no tokens");
  }

  @Override
  public CheckResult check() {
    return new CheckResult(true, "");
  }

  @Override
  public void close() {
    listeners.clear();
  }
}
